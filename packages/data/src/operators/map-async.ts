import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { Observable, Subscription } from 'rxjs';
import type { AbortSignalLike } from '../core/abort-signal-like.ts';
import type { Abortable } from '../core/abortable.ts';
import { checkCount } from '../core/checks.ts';
import type { Pulled } from '../core/dataset-iterator.ts';
import { DataError } from '../core/data-error.ts';
import { type ItemContext, ItemKeys, PlacedItem } from '../core/item-context.ts';
import { Dataset } from '../core/dataset.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { EpochReader, Reader, EpochIterator } from '../core/reader.ts';
import { checkReadable, derived, offsetOf } from '../core/epoch-iterators.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';
import { isOutstanding, OutstandingItems, type OutstandingOffset, ReadAhead } from './read-ahead.ts';

/** Options of {@link mapAsync}. */
export interface MapAsyncOptions {
  /** The most calls under way at the same time; 1 by default. */
  readonly concurrency?: number;
  /** Keeps the order of the items, the default; otherwise results come as soon as they are there. */
  readonly ordered?: boolean;
  /** The seed of the keys. Without it, reading a key is an error. */
  readonly seed?: number | undefined;
}

/** The place of an item, its key, and a signal, for a function of `mapAsync`. */
export interface AsyncContext extends ItemContext {
  /** Aborted when nobody needs the result any more. */
  readonly signal: AbortSignalLike;
}

/** Returns the result for an item, or a promise of it. */
export type AsyncTransform<T, R> = (item: T, context: AsyncContext) => R | PromiseLike<R>;

/**
 * Applies an asynchronous function to each item, with at most `concurrency` calls under way. Before the first item is asked for
 * there is no call, and while a result is used, at most `concurrency − 1` others are under way or wait.
 *
 * Leaving aborts the signals of the calls under way. A call that fails is an error in its place; reading ends there, and the
 * offset is that before the failed item.
 *
 * - **Context** that of `map`, with the same key for the same seed, in any order of arrival, and a signal
 * - **Offset** exact. Without order, it keeps the numbers of the items that were not delivered; a resumed iterator calls
 *   `transform` for these again. The order is then left to chance, so that operators which would have to read the epoch again to
 *   find their offset refuse to resume.
 * - **Throws** {@link DataError} as a stream error if the result is `undefined`; if `concurrency` is not a positive integer
 *
 * Items of any other observable wait, however many: put a bounded buffer before it.
 *
 * @example
 * const squares = fromIterable([1, 2, 3]).pipe(mapAsync(async x => x * x, { concurrency: 2 }));
 * (await collect(squares)).length // => 3
 */
export function mapAsync<S extends Observable<unknown>, R>(
  transform: AsyncTransform<ItemOf<S>, R>,
  options?: MapAsyncOptions,
): (source: S) => SourceLike<S, R>;

/** The same for a function whose parameter is annotated: it can be kept and used on several sources. */
export function mapAsync<T, R>(
  transform: AsyncTransform<T, R>,
  options?: MapAsyncOptions,
): <S extends Observable<T>>(source: S) => SourceLike<S, R>;

export function mapAsync<T, R>(
  transform: AsyncTransform<T, R>,
  options?: MapAsyncOptions,
): (source: Observable<T>) => Observable<R> {
  const { concurrency, ordered, seed } = optionsOf('mapAsync', options, {
    concurrency: 1,
    ordered: true,
    seed: undefined,
  });
  functionOf('mapAsync', 'the first argument', transform);
  checkCount('mapAsync', 'concurrency', concurrency, 1);
  const keys = new ItemKeys('mapAsync', seed);
  const call: Call<T, R> = (item, epoch, index, abortable) =>
    defined(transform(item, new AsyncItem(keys, epoch, index, abortable)));
  const over = ({ reader }: Dataset<T>): Dataset<R> =>
    new Dataset(ordered ? inOrder(reader, concurrency, call) : asTheyCome(reader, concurrency, call));
  return source =>
    source instanceof Dataset
      ? over(source as Dataset<T>)
      : new Observable<R>(subscriber => over(pushed(source)).subscribe(subscriber));
}

/** The context of one call. */
class AsyncItem extends PlacedItem implements AsyncContext {
  readonly #abortable: Abortable;

  constructor(keys: ItemKeys, epoch: number, index: number, abortable: Abortable) {
    super(keys, epoch, index);
    this.#abortable = abortable;
  }

  get signal(): AbortSignalLike {
    return this.#abortable.signal;
  }
}

/** Returns the result for an item with its epoch and its number in it. */
type Call<T, R> = (item: T, epoch: number, index: number, abortable: Abortable) => R | PromiseLike<R>;

function inOrder<T, R>(reader: Reader<T>, concurrency: number, call: Call<T, R>): Reader<R> {
  return derived(reader, reader.length, (source, epoch, index, offset) => {
    checkReadable(source, index);
    return called(source, epoch, { index, place: offset ?? null, read: 0, waiting: [] }, concurrency, true, call);
  });
}

function asTheyCome<T, R>(reader: Reader<T>, concurrency: number, call: Call<T, R>): Reader<R> {
  return derived(
    reader,
    reader.length,
    (source, epoch, index, offset) => {
      checkReadable(source, index);
      return called(source, epoch, outstandingAt(index, offset), concurrency, false, call);
    },
    true,
  );
}

function outstandingAt(index: number, offset: SourceOffset | undefined): OutstandingOffset {
  if (offset !== undefined) return offsetOf('mapAsync', offset, isOutstanding);
  if (index === 0) return { index, place: null, read: 0, waiting: [] };
  throw new DataError(
    'mapAsync',
    'an offset without order must have that of the source, which says what was delivered',
    JSON.stringify({ index }),
    'Use the offset of an iterator of the same pipeline, or { ordered: true }.',
  );
}

function called<T, R>(
  source: EpochReader<T>,
  epoch: number,
  from: OutstandingOffset,
  concurrency: number,
  ordered: boolean,
  call: Call<T, R>,
): EpochIterator<R> {
  const items = new OutstandingItems(source, epoch, from);
  return new ReadAhead<T, R>(items, {
    ahead: concurrency - 1,
    ordered,
    make: (item, index, abortable) => call(item, epoch, index, abortable),
  });
}

function defined<R>(result: R | PromiseLike<R>): R | PromiseLike<R> {
  if (typeof (result as Partial<PromiseLike<R>> | null | undefined)?.then === 'function')
    return (result as PromiseLike<R>).then(result => defined(result));
  if (result !== undefined) return result;
  throw new DataError(
    'mapAsync',
    'the function must return an item, or a promise of one',
    'undefined',
    'Return the item, and leave items out with filter.',
  );
}

/** Returns what any observable pushes as a dataset, which subscribes when an item is asked for. Items that nobody has pulled wait. */
function pushed<T>(source: Observable<T>): Dataset<T> {
  return new Dataset({ length: undefined, read: () => new PushedItems(source) });
}

class PushedItems<T> implements EpochIterator<T> {
  readonly #source: Observable<T>;
  #subscription: Subscription | undefined;
  #waiting: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(source: Observable<T>) {
    this.#source = source;
  }

  next(): Pulled<T> {
    if (this.#subscription === undefined) this.#connect();
    if (this.#waiting.length > 0) return this.#waiting.shift();
    if (this.#end === undefined) return new Promise<void>(resolve => (this.#wake = resolve)).then(() => this.next());
    if ('error' in this.#end) throw this.#end.error;
    return undefined;
  }

  close(): void {
    this.#subscription ??= new Subscription();
    this.#subscription.unsubscribe();
    this.#waiting = [];
    this.#finish({});
  }

  #connect(): void {
    const subscription = new Subscription();
    this.#subscription = subscription;
    // Tied before the source connects: one that emits at once, perhaps for ever, must see who has left.
    const tied = new Observable<T>(inner => {
      subscription.add(inner);
      return this.#source.subscribe(inner);
    });
    tied.subscribe({
      next: item => {
        this.#waiting.push(item);
        this.#wake?.();
      },
      error: (error: unknown) => this.#finish({ error }),
      complete: () => this.#finish({}),
    });
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    this.#wake?.();
  }
}
