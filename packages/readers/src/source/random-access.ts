import type { ByteSource, RandomAccess } from './byte-source.ts';
import { whole } from './whole.ts';

/**
 * Returns what reads ranges of a source. Where the source has no ranges, as a stream or a server that sends only whole
 * files, all its bytes are read into memory now.
 */
export async function randomAccess(source: ByteSource): Promise<RandomAccess> {
  const direct = await source.random?.();
  if (direct !== undefined) return direct;
  const bytes = await whole(source);
  return { size: bytes.length, slice: async (from, to) => bytes.subarray(from, to) };
}
