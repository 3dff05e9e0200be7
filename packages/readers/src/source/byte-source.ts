/** Chunks of bytes, in order. Leaving the loop over them, or calling `return`, closes what was opened. */
export type Chunks = AsyncIterableIterator<Uint8Array, void>;

/** An `AbortSignal`. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  /** Calls `listener` when the signal aborts. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Forgets a listener. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Bytes that can be read from front to back, in chunks. */
export interface ByteSource {
  /** The path, address or name, for messages. */
  readonly name: string;
  /** True if the bytes can be read more than once, as those of a file can and those of a stream cannot. */
  readonly repeatable: boolean;
  /**
   * Returns the bytes from an offset on, chunk by chunk, as fast as they are asked for. A chunk is never
   * written again. When `signal` aborts, what is pending is cancelled, and the chunks end.
   */
  stream(from?: number, signal?: AbortSignalLike): AsyncIterableIterator<Uint8Array, void>;
  /** Returns what reads ranges of the bytes, or `undefined` if the source turns out to have no ranges. */
  random?(): Promise<RandomAccess | undefined>;
}

/** Ranges of bytes on demand. Nothing stays open between two calls. */
export interface RandomAccess {
  /** The number of bytes. */
  readonly size: number;
  /** Returns the bytes `from … to − 1`. They may be a view of the source: do not write to them. */
  readonly slice: (from: number, to: number) => Promise<Uint8Array>;
}
