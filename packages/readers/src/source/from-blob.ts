import type { BlobLike } from './byte-source-like.ts';
import type { ByteSource, Chunks } from './byte-source.ts';
import { webChunks } from './web-chunks.ts';

/** Returns the source of a `File` or `Blob`. */
export function fromBlob(name: string, blob: BlobLike): ByteSource {
  return {
    name,
    repeatable: true,
    stream: (from = 0, signal) => webChunks((from === 0 ? blob : blob.slice(from)).stream(), signal) as Chunks,
    random: async () => ({
      size: blob.size,
      slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
    }),
  };
}
