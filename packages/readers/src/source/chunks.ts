import { DataError } from '@thalweg/data';
import type { WebStreamLike } from './byte-source-like.ts';
import type { AbortSignalLike, Chunks } from './byte-source.ts';

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

/** Returns the items of an async iterable. A signal ends it at once where it is a Node stream, and after the pending item elsewhere. */
export async function* iteratedChunks(
  items: AsyncIterable<unknown> & { destroy?(): void },
  signal?: AbortSignalLike,
): AsyncIterableIterator<unknown, void> {
  const iterator = items[Symbol.asyncIterator]();
  let open = true;
  const forget = whenAborted(signal, () => items.destroy?.());
  try {
    while (signal?.aborted !== true) {
      const { done, value } = (await iterator.next()) as IteratorResult<unknown, unknown>;
      if (done === true) open = false;
      if (done === true) return;
      yield value;
    }
  } catch (error) {
    // A stream that is destroyed fails its pending read.
    if (signal?.aborted !== true) throw error;
  } finally {
    forget();
    if (open) await iterator.return?.();
  }
}

/** Returns the chunks after the first `count` bytes. */
export async function* afterBytes(chunks: AsyncIterable<Uint8Array>, count: number): Chunks {
  let left = count;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

/** Calls `cancel` when the signal aborts, or now if it has. Returns what stops waiting for it. */
export function whenAborted(signal: AbortSignalLike | undefined, cancel: () => void): () => void {
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel);
  return () => signal?.removeEventListener('abort', cancel);
}
