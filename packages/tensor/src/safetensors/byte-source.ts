/** Bytes that are read range by range, such as those of a file: they need not fit into memory, or into one array. */
export interface ByteSource {
  /** The number of bytes. */
  readonly length: number;
  /** Fills an array with the bytes from a position on. All of them are there: nobody reads beyond `length`. */
  read(begin: number, into: Uint8Array): void;
}

/** Returns bytes in memory as a source. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    read: (begin, into) => into.set(bytes.subarray(begin, begin + into.length)),
  };
}
