import type { ByteSource, RandomAccess } from './byte-source.ts';
import { whole, type WholeLimit } from './whole.ts';

/** The bytes of a source without ranges, all of which lie in memory: 4 GiB, as an array can have everywhere. */
const IN_MEMORY: WholeLimit = {
  most: 2 ** 32 - 1,
  requirement: 'a source without ranges must have less than 4 GiB',
  advice: 'Give a path, a File, or an address whose server has ranges.',
};

/**
 * Returns what reads ranges of a source. Where the source has no ranges, as a stream or a server that sends only whole
 * files, all its bytes are read into memory now.
 */
export async function randomAccess(source: ByteSource): Promise<RandomAccess> {
  const direct = await source.random?.();
  if (direct !== undefined) return direct;
  const bytes = await whole(source, IN_MEMORY);
  return { size: bytes.length, slice: async (from, to) => bytes.subarray(from, to) };
}
