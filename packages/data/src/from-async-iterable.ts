import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import type { AbortSignalLike } from './abort-signal-like.ts';
import type { Position } from './cursor.ts';
import { DataError } from './data-error.ts';
import { Dataset } from './dataset.ts';
import { afterItems } from './internal/after-items.ts';
import { checkAsyncItems, type AsyncItems } from './internal/async-iterator.ts';
import { AwaitedItems } from './internal/awaited-items.ts';
import type { Reading } from './reader.ts';

export type { AsyncItems } from './internal/async-iterator.ts';

/** The second argument of a function that opens a source: `signal` is aborted when its reader leaves. */
export interface OpenContext {
  readonly signal: AbortSignalLike;
}

/** Options of {@link fromAsyncIterable}. */
export interface FromAsyncIterableOptions<T> {
  /** The name of the source in messages. */
  readonly name?: string;
  /** Returns the items after the first `index` ones of an epoch. Without it they are read again to resume. */
  readonly from?: (position: Position, context: OpenContext) => AsyncItems<T> | PromiseLike<AsyncItems<T>>;
}

/**
 * Returns a dataset of the items of an async iterable, as an async generator, a cursor of a database, a Node stream or a web
 * stream. Give the function that opens it for each epoch; an iterable or a stream as such where one reading is enough.
 *
 * Items are pulled, one at a time. Leaving aborts the signal, ends a generator by its `return()` and cancels a stream.
 *
 * - **Length** unknown
 * - **Position** the number of items: to resume, the first ones are read again, unless there is `from`
 * - **Throws** {@link DataError} for what gives no items; as a stream error for a second reading of items that were not
 *   given by a function, and if an item is `undefined`
 *
 * @example
 * const rows = fromAsyncIterable(async function* () { yield { x: 1 }; yield { x: 2 }; });
 * (await rows.open().next()) // => { x: 1 }
 */
export function fromAsyncIterable<T>(
  items: AsyncItems<T> | ((epoch: number, context: OpenContext) => AsyncItems<T> | PromiseLike<AsyncItems<T>>),
  options?: FromAsyncIterableOptions<T>,
): Dataset<T> {
  const { name, from } = optionsOf('fromAsyncIterable', options, { name: 'fromAsyncIterable', from: undefined });
  if (from !== undefined) functionOf(name, 'from', from);
  const open = typeof items === 'function' ? items : once(items, name);
  return new Dataset({
    length: undefined,
    read(epoch, index): Reading<T> {
      if (index === 0 || from === undefined)
        return afterItems(new AwaitedItems(context => open(epoch, context), name, 0), index);
      return new AwaitedItems(context => from({ epoch, index }, context), name, index);
    },
  });
}

/** Opens items that were given as such: once, since those of a stream, or of a running generator, would be gone. */
function once<T>(items: AsyncItems<T>, name: string): (epoch: number) => AsyncItems<T> {
  checkAsyncItems(items, name);
  let used = false;
  return epoch => {
    if (used || epoch > 0) throw readAgain(name, epoch);
    used = true;
    return items;
  };
}

function readAgain(name: string, epoch: number): DataError {
  return new DataError(
    name,
    'items that are given as such are read once, as those of a stream',
    epoch > 0 ? `epoch ${epoch}` : 'a second reading',
    'Give the function that opens them for each reading, or keep the items with cache or collect.',
    { source: name },
  );
}
