import { concat as concatStreams, type Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import { CountedIterator, offsetOf, resumedAfter, type CountedOffset } from '../core/epoch-iterators.ts';
import { joined } from './joined.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { EpochReader, EpochIterator } from '../core/reader.ts';
import type { ItemOf, SourcesLike } from '../core/source-like.ts';

/**
 * Joins sources one after another. An epoch of joined datasets is an epoch of the first, then the same epoch of the second,
 * and so on. If one source is not a dataset, it is RxJS's own `concat`.
 *
 * - **Throws** {@link DataError} if datasets differ in their number of epochs
 *
 * @example
 * concat(fromIterable([1, 2]), fromIterable([3])).length // => 3
 */
export function concat<S extends readonly Observable<unknown>[]>(...sources: S): SourcesLike<S, ItemOf<S[number]>> {
  const datasets = sources.filter(source => source instanceof Dataset);
  return (datasets.length === sources.length ? concatDatasets(datasets) : concatStreams(...sources)) as SourcesLike<
    S,
    ItemOf<S[number]>
  >;
}

function concatDatasets(datasets: readonly Dataset<unknown>[]): Dataset<unknown> {
  const lengths = datasets.map(({ length }) => length);
  const length = lengths.reduce(
    (sum, length) => (sum === undefined || length === undefined ? undefined : sum + length),
    0,
  );
  return new Dataset(
    joined('concat', datasets, length, (sources, epoch, index, offset) => {
      if (offset !== undefined)
        return oneAfterAnother(sources, epoch, offsetOf('concat', offset, isJoined(sources.length)));
      let at = 0;
      let left = index;
      // Sources that lie before the index are not read where their lengths are known.
      for (; lengths[at] !== undefined && at + 1 < sources.length && left >= lengths[at]!; at++) left -= lengths[at]!;
      const known = lengths[at] !== undefined;
      const iterator = oneAfterAnother(sources, epoch, { at, index: known ? left : 0, place: null });
      if (known) return iterator;
      const remaining = sources.slice(at);
      return resumedAfter(remaining.find(({ live }) => live === true) ?? remaining[0]!, iterator, left);
    }),
  );
}

/** The source that is being read, and its offset. */
interface JoinedOffset extends CountedOffset {
  readonly at: number;
}

function isJoined(count: number): (parts: Partial<Record<keyof JoinedOffset, SourceOffset>>) => boolean {
  return ({ at }) => Number.isSafeInteger(at) && (at as number) >= 0 && (at as number) < count;
}

/** Reads the rest of an epoch of one source, and then an epoch of each that follows. */
function oneAfterAnother<T>(sources: readonly EpochReader<T>[], epoch: number, from: JoinedOffset): EpochIterator<T> {
  let { at } = from;
  let offset: SourceOffset = { ...from };
  let iterator = at < sources.length ? new CountedIterator(sources[at]!, epoch, from) : undefined;
  // An item of one source is not recycled by the next one: the first, as a cache, may keep it.
  const orNext = (item: T | undefined): ReturnType<EpochIterator<T>['next']> => {
    if (item !== undefined) return item;
    offset = { at, ...iterator!.offset() };
    iterator!.close();
    iterator = ++at < sources.length ? new CountedIterator(sources[at]!, epoch) : undefined;
    return next();
  };
  const next = (recycle?: T): ReturnType<EpochIterator<T>['next']> => {
    if (iterator === undefined) return undefined;
    const item = iterator.next(recycle);
    return item instanceof Promise ? item.then(item => orNext(item)) : orNext(item);
  };
  return {
    next,
    offset: () => (iterator === undefined ? offset : { at, ...iterator.offset() }),
    close: () => iterator?.close(),
  };
}
