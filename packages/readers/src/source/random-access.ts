import { DataError } from '@thalweg/data';
import type { AbortSignalLike, ByteSource, RandomAccess } from './byte-source.ts';

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

/** The size that a source may have, and the words for a larger one. */
interface WholeLimit {
  readonly most: number;
  readonly requirement: string;
  readonly advice: string;
}

/**
 * Returns all bytes of a source in one piece.
 *
 * - **Throws** `DataError` for more than a limit, as soon as they have come
 */
export async function whole(source: ByteSource, limit: WholeLimit, signal?: AbortSignalLike): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.stream(0, signal)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit.most)
      throw new DataError(source.name, limit.requirement, `${size} bytes and perhaps more`, limit.advice, {
        source: source.name,
      });
  }
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
