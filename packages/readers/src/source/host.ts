import type { WebStreamLike } from './byte-source-like.ts';
import type { AbortSignalLike } from './byte-source.ts';

/** The answer to a request, as far as it is used here. */
export interface HostResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: WebStreamLike | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The options of a request that are used here. */
interface HostRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: unknown;
}

/** An open file of Node. */
export interface HostFile {
  stat(): Promise<{ readonly size: number; isDirectory(): boolean; isFile(): boolean }>;
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** The parts of Node's `fs/promises` that are used here. */
export interface HostFiles {
  open(path: string, flags?: number): Promise<HostFile>;
  readdir(path: string): Promise<string[]>;
  readonly constants?: { readonly O_RDONLY: number; readonly O_NONBLOCK?: number };
}

/** A decoder of texts. */
export interface HostDecoder {
  readonly encoding: string;
  decode(bytes?: Uint8Array, options?: { readonly stream: boolean }): string;
}

/** The options of a decoder. */
interface HostDecoding {
  readonly fatal: boolean;
  readonly ignoreBOM?: boolean;
}

/** The parts of the host that are used here. Node, Deno, Bun and browsers have them, but only browsers have no files. */
export interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly fetch: (address: string, request: HostRequest) => Promise<HostResponse>;
  readonly AbortController: new () => { readonly signal: AbortSignalLike; abort(): void };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (encoding: string, options: HostDecoding) => HostDecoder;
  readonly DecompressionStream: new (format: 'gzip') => unknown;
  readonly ReadableStream: new (
    source: {
      pull(controller: { enqueue(chunk: Uint8Array): void; close(): void }): Promise<void>;
      cancel(): Promise<void>;
    },
    strategy: { readonly highWaterMark: number },
  ) => { pipeThrough(transform: unknown): WebStreamLike };
}

/** Returns the host that this code runs on. */
export function host(): Host {
  return globalThis as unknown as Host;
}

/** Returns the file system of the host, or `undefined` in a browser. Nothing is imported, so bundles for browsers need no shim. */
export function hostFiles(): HostFiles | undefined {
  return host().process?.getBuiltinModule?.('node:fs/promises') as HostFiles | undefined;
}
