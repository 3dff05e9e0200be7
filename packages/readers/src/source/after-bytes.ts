import type { Chunks } from './byte-source.ts';

/** Returns the chunks after the first `count` bytes. */
export async function* afterBytes(chunks: AsyncIterable<Uint8Array>, count: number): Chunks {
  let left = count;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
