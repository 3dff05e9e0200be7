import type { ByteSource } from './byte-source.ts';

/** A `Blob`, or a `File` with its name. */
export interface BlobLike {
  readonly name?: string;
  readonly size: number;
  /** Returns the bytes `from … to − 1`. */
  slice(from?: number, to?: number): BlobLike;
  /** Returns all bytes, chunk by chunk. */
  stream(): WebStreamLike;
  /** Returns all bytes at once. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A web `ReadableStream` of bytes. */
export interface WebStreamLike {
  /** Returns the only reader of the stream. */
  getReader(): WebReaderLike;
}

/** The reader of a web `ReadableStream`. */
export interface WebReaderLike {
  /** Returns the next chunk. */
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>;
  /** Ends the stream. */
  cancel(reason?: unknown): Promise<void>;
}

/** The answer of `fetch`, a `Response`. */
export interface ResponseLike {
  readonly url: string;
  readonly body: WebStreamLike | null;
}

/**
 * A source of bytes: a path, an address (a `URL`, or a text that starts with `https:` or the like), a `File` or `Blob`,
 * bytes, or a stream that can be read once: a web `ReadableStream`, a
 * `Response`, a Node stream, any async iterable of bytes or texts.
 * In a browser a path is an address relative to the page.
 */
export type ByteSourceLike =
  | string
  | { readonly href: string }
  | BlobLike
  | ArrayBuffer
  | Uint8Array
  | WebStreamLike
  | ResponseLike
  | AsyncIterable<Uint8Array | string>
  | ByteSource;
