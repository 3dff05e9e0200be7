import type { AbortSignalLike, ByteSource } from './byte-source.ts';

/** Returns all bytes of a source in one piece. */
export async function whole(source: ByteSource, signal?: AbortSignalLike): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.stream(0, signal)) {
    chunks.push(chunk);
    size += chunk.length;
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
