import { DataError } from '@thalweg/data';
import type { AbortSignalLike, ByteSource, Chunks } from './byte-source.ts';
import { host } from './host.ts';
import { sniffed } from './sniffed.ts';
import { webChunks } from './web-chunks.ts';

/**
 * Returns a source that decompresses bytes that start as gzip does, and passes any others through. Offsets count decompressed
 * bytes: to read from one, what lies before is decompressed and dropped.
 *
 * - **Throws** `DataError` while reading, for gzip that is damaged or cut off
 */
export function unzipped(source: ByteSource): ByteSource {
  return sniffed(source, (a, b) =>
    a === 0x1f && b === 0x8b ? (chunks, signal) => inflated(source.name, chunks, signal) : undefined,
  );
}

async function* inflated(name: string, chunks: Chunks, signal?: AbortSignalLike): Chunks {
  const { DecompressionStream, ReadableStream } = host();
  let failure: unknown;
  const compressed = new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next().catch((error: unknown) => {
          throw (failure = error);
        });
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await chunks.return?.()),
    },
    { highWaterMark: 0 },
  );
  try {
    yield* webChunks(compressed.pipeThrough(new DecompressionStream('gzip')), signal) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw failure === undefined ? damaged(name, cause) : (failure as Error);
  }
}

function damaged(name: string, cause: unknown): DataError {
  const given = cause instanceof Error ? cause.message : String(cause);
  const requirement = 'gzip must be whole';
  return new DataError(name, requirement, given, 'Fetch or compress the file again.', { source: name, cause });
}
