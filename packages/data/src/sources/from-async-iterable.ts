import { functionOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { AbortSignalLike } from '../core/abort-signal-like.ts';
import { Abortable } from '../core/abortable.ts';
import type { Offset } from '../core/dataset-iterator.ts';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import type { EpochIterator } from '../core/reader.ts';
import { afterItems } from '../core/epoch-iterators.ts';

/** The second argument of a function that opens a source: `signal` is aborted when its reader leaves. */
export interface OpenContext {
  readonly signal: AbortSignalLike;
}

/** Options of {@link fromAsyncIterable}. */
export interface FromAsyncIterableOptions<T> {
  /** The name of the source in messages. */
  readonly name?: string;
  /** Returns the items after the first `index` ones of an epoch. Without it they are read again to resume. */
  readonly from?: (offset: Offset, context: OpenContext) => AsyncItems<T> | PromiseLike<AsyncItems<T>>;
}

/**
 * Returns a dataset of the items of an async iterable, as an async generator, a cursor of a database, a Node stream or a web
 * stream. Give the function that opens it for each epoch; or give an iterable or a stream itself, if one reading is enough.
 *
 * Items are pulled, one at a time. Leaving aborts the signal, ends a generator by its `return()` and cancels a stream.
 *
 * - **Length** unknown
 * - **Offset** the number of items: to resume, the first ones are read again, unless there is `from`
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
    read(epoch, index): EpochIterator<T> {
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

/** Opens items; the signal is aborted when the iterator is closed. */
type OpenItems<T> = (abortable: Abortable) => AsyncItems<T> | PromiseLike<AsyncItems<T>>;

/** Reads items that have to be awaited, one at a time. They are opened when the first one is asked for. */
class AwaitedItems<T> implements EpochIterator<T> {
  readonly #open: OpenItems<T>;
  readonly #name: string;
  readonly #abortable = new Abortable();
  #row: number;
  #iterator: AsyncIterator<T, unknown> | undefined;
  #closed = false;
  #leave: (() => void) | undefined;

  /** `row` is the number of the first item, for messages. */
  constructor(open: OpenItems<T>, name: string, row: number) {
    this.#open = open;
    this.#name = name;
    this.#row = row;
  }

  next(): Promise<T | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      // Closing the iterator settles the pending promise, even if the source never answers.
      this.#leave = () => resolve(undefined);
      this.#pull().then(resolve, reject);
    });
  }

  close(): void {
    this.#closed = true;
    this.#abortable.abort();
    this.#leave?.();
    this.#return();
  }

  async #pull(): Promise<T | undefined> {
    this.#iterator ??= asyncIteratorOf(await this.#open(this.#abortable), this.#name);
    if (this.#closed) return this.#return();
    const { done, value } = await this.#iterator.next();
    if (done === true) {
      this.#iterator = undefined;
      this.#closed = true;
      return undefined;
    }
    if (value === undefined) throw undefinedItem(this.#name, this.#row);
    this.#row++;
    return value as T;
  }

  /** Ends the iterator. Nobody is there any more to hear of an error while it cleans up. */
  #return(): undefined {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    iterator?.return?.().catch(() => undefined);
  }
}

function undefinedItem(name: string, row: number): DataError {
  return new DataError(name, 'items must not be undefined', `undefined in row ${row}`, 'Leave it out.', {
    source: name,
    row,
  });
}

/** A web stream, by the part that is used where it is not iterable. */
interface WebStream<T> {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: T | undefined }>;
    cancel(): Promise<void>;
  };
}

/** A source of items that are awaited one after another: an async iterable, as a Node stream, or a web stream. */
export type AsyncItems<T> = AsyncIterable<T> | WebStream<T>;

/** Throws a {@link DataError} unless items are an async iterable or a web stream. */
function checkAsyncItems<T>(items: AsyncItems<T>, name: string): void {
  const isObject = typeof items === 'object' && items !== null;
  if (isObject && (Symbol.asyncIterator in items || isWebStream(items))) return;
  const isIterable = (isObject && Symbol.iterator in items) || typeof items === 'string';
  throw new DataError(
    name,
    'items must be an async iterable or a stream',
    isObject && isIterable && !Array.isArray(items) ? 'an iterable' : printed(items),
    isIterable ? 'Use fromIterable for items that are there at once.' : 'Give an async generator function or a stream.',
    { source: name },
  );
}

/** Returns the iterator of items. Throws {@link DataError} for anything else. */
function asyncIteratorOf<T>(items: AsyncItems<T>, name: string): AsyncIterator<T, unknown> {
  checkAsyncItems(items, name);
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : readerOf(items);
}

function isWebStream<T>(items: AsyncItems<T>): items is WebStream<T> {
  return typeof (items as Partial<WebStream<T>>).getReader === 'function';
}

function readerOf<T>(stream: WebStream<T>): AsyncIterator<T, undefined> {
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done: true, value: undefined } : { done: false, value: value as T };
    },
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
