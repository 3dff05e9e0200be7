import type { TrainingPort } from '../training-port.ts';

/** A port of a `MessageChannel`. */
export interface HostPort extends TrainingPort {
  readonly postMessage: (message: unknown, transfer: readonly unknown[]) => void;
  readonly start: () => void;
  readonly close: () => void;
  /** Node's. */
  readonly ref?: () => void;
  readonly unref?: () => void;
}

/** The locks of an origin. */
interface HostLocks {
  request(name: string, options: { readonly signal?: unknown }, held: () => Promise<void> | void): Promise<void>;
}

/** The parts of the host that are used. Browsers, workers and Node have them. */
interface Host {
  readonly MessageChannel: new () => { readonly port1: HostPort; readonly port2: HostPort };
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
  /** That of a worker, or of a page, which has a document. */
  readonly postMessage?: unknown;
  readonly document?: unknown;
  /** Those of a secure page and its workers. */
  readonly navigator?: { readonly locks?: HostLocks };
  readonly AbortController: new () => { readonly signal: unknown; abort(): void };
  /** Node's. */
  readonly process?: {
    getBuiltinModule?(name: 'node:worker_threads'): { readonly parentPort: TrainingPort | null };
  };
}

/** Returns the parts of the host that are used. */
export function host(): Host {
  return globalThis as unknown as Host;
}
