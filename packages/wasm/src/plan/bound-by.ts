/** Bytes that stay in the first cache. */
const FIRST_CACHE = 2 ** 15;

/**
 * Bytes for each operation of a product from which on it waits for memory. Measured: a core moves 40 to 50 bytes in a nanosecond
 * from its second and third cache, and multiplies and adds 30 to 50 times in vectors, or 100 to 300 times by a library.
 */
const BYTES_AN_OPERATION = { vectors: 1, library: 1 / 4 } as const;

/** The costs of a product, and what computes it. */
interface Costs {
  readonly by: string;
  readonly bytes: number;
  readonly operations: number;
}

/** Returns what limits the speed of a product: with few rows, each element of the right factor serves few operations. */
export function boundBy({ by, bytes, operations }: Costs): 'memory' | 'arithmetic' {
  const most = by === 'library' ? BYTES_AN_OPERATION.library : BYTES_AN_OPERATION.vectors;
  return bytes > FIRST_CACHE && bytes >= most * operations ? 'memory' : 'arithmetic';
}
