import { DataError } from '@thalweg/data';
import type { AbortSignalLike, ByteSource } from './byte-source.ts';

/** The size that a source may have, and the words for a larger one. */
export interface WholeLimit {
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
