import type { AbortSignalLike } from './byte-source.ts';
import { whenAborted } from './when-aborted.ts';

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
