import { DataError } from '@thalweg/data';
import type { WebStreamLike } from './byte-source-like.ts';
import type { AbortSignalLike } from './byte-source.ts';
import { whenAborted } from './when-aborted.ts';

/** Returns the chunks of a web stream. Leaving the loop cancels it, and so does the signal. */
export async function* webChunks(
  stream: WebStreamLike,
  signal?: AbortSignalLike,
): AsyncIterableIterator<unknown, void> {
  const reader = stream.getReader();
  let open = true;
  const cancel = (): Promise<void> => reader.cancel().catch(() => undefined);
  const forget = whenAborted(signal, () => void cancel());
  try {
    while (signal?.aborted !== true) {
      const { done, value } = await reader.read();
      if (done) open = false;
      if (done) return;
      if (value === undefined)
        throw new DataError(
          'stream',
          'a chunk must be bytes or a text',
          'undefined',
          'Enqueue a Uint8Array, or close it.',
        );
      yield value;
    }
  } finally {
    forget();
    if (open) await cancel();
  }
}
