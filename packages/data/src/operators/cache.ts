import { optionsOf } from '@thalweg/tensor/engine';
import { defer, from, tap, type Observable } from 'rxjs';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import { afterItems } from '../core/epoch-iterators.ts';
import { checkCount } from '../core/checks.ts';
import type { Reader, EpochIterator } from '../core/reader.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/** Options of {@link cache}. */
export interface CacheOptions {
  /** The most items to keep; more are an error. `Infinity` by default. */
  readonly limit?: number;
}

/**
 * Keeps the items of the first epoch in memory when it has been read to its end. Every epoch gives these items, and every
 * epoch but the first reads nothing: what is expensive goes before it, what is random, as `shuffle`, after it.
 *
 * An iterator that resumes in a later epoch reads the first one, once. For any other observable, the items of the first complete
 * subscription are kept for later ones.
 *
 * - **Length** that of the source; the items have no row numbers: for those, use {@link collect}
 * - **Throws** {@link DataError} after an operator that keeps a state or no order; as a stream error if there are more items
 *   than `limit`
 *
 * @example
 * let reads = 0;
 * fromIterable(() => (reads++, [1, 2])).pipe(cache(), epochs(3)).subscribe();
 * reads // => 1
 */
export function cache(options?: CacheOptions): <S extends Observable<unknown>>(source: S) => SourceLike<S, ItemOf<S>> {
  const { limit } = optionsOf('cache', options, { limit: Infinity });
  checkCount('cache', 'limit', limit, 0, 'or Infinity');
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset ? cacheDataset(source, limit) : cacheStream(source, limit)) as SourceLike<S, ItemOf<S>>;
}

/** Keeps the items of an epoch that was read to its end. */
class Kept<T> {
  items: readonly T[] | undefined;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns a collector of the items of one iterator; `end` keeps them. */
  collector(): { readonly add: (item: T) => void; readonly end: () => void } {
    const items: T[] = [];
    return {
      add: item => {
        if (items.push(item) > this.#limit) throw tooMany(this.#limit);
      },
      end: () => void (this.items ??= items),
    };
  }
}

function cacheDataset<T>({ reader, epochs }: Dataset<T>, limit: number): Dataset<T> {
  if (reader.live === true)
    throw new DataError(
      'cache',
      'items must be the same whenever they are read',
      'items behind an operator that keeps a state, or mapAsync without order',
      'Put cache before it.',
    );
  const kept = new Kept<T>(limit);
  return new Dataset({
    length: reader.length,
    epochs,
    read: (_, index) =>
      kept.items === undefined ? afterItems(keeping(reader, kept), index) : ofItems(kept.items, index),
  });
}

/** Reads the first epoch, and keeps its items when it has ended. */
function keeping<T>(reader: Reader<T>, kept: Kept<T>): EpochIterator<T> {
  const run = reader.openRun?.(0);
  const iterator = (run ?? reader).read(0, 0);
  const { add, end } = kept.collector();
  let closed = false;
  const came = (item: T | undefined): T | undefined => {
    if (item !== undefined) add(item);
    // An iterator that was closed ends before its items do.
    else if (!closed) end();
    return item;
  };
  return {
    next() {
      const item = iterator.next();
      return item instanceof Promise ? item.then(came) : came(item);
    },
    close() {
      closed = true;
      iterator.close?.();
      run?.close();
    },
  };
}

function ofItems<T>(items: readonly T[], index: number): EpochIterator<T> {
  return { next: () => items[index++] };
}

function cacheStream<T>(source: Observable<T>, limit: number): Observable<T> {
  const kept = new Kept<T>(limit);
  return defer(() => {
    if (kept.items !== undefined) return from(kept.items);
    const { add, end } = kept.collector();
    return source.pipe(tap({ next: add, complete: end }));
  });
}

function tooMany(limit: number): DataError {
  return new DataError(
    'cache',
    `there must be at most ${limit} items`,
    'more',
    'Raise the limit, or read the source in each epoch.',
  );
}
