import { concat as concatStreams, type Observable } from 'rxjs';
import { Dataset } from './dataset.ts';
import { resumedAfter } from './internal/after-items.ts';
import { joined } from './internal/joined.ts';
import type { EpochReader, Reading } from './reader.ts';
import type { ItemOf, SourcesLike } from './source-like.ts';

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
    joined('concat', datasets, length, (sources, epoch, index) => {
      let at = 0;
      let left = index;
      // Sources that lie before the index are not read where their lengths are known.
      for (; lengths[at] !== undefined && at + 1 < sources.length && left >= lengths[at]!; at++) left -= lengths[at]!;
      const known = lengths[at] !== undefined;
      const reading = oneAfterAnother(sources.slice(at), epoch, known ? left : 0);
      if (known) return reading;
      const remaining = sources.slice(at);
      return resumedAfter(remaining.find(({ live }) => live === true) ?? remaining[0]!, reading, left);
    }),
  );
}

/** Reads an epoch of each source, that of the first after its first `index` items. */
function oneAfterAnother<T>(sources: readonly EpochReader<T>[], epoch: number, index: number): Reading<T> {
  let at = 0;
  let reading = sources[0]?.read(epoch, index);
  const orNext = (item: T | undefined, recycle?: T): ReturnType<Reading<T>['next']> => {
    if (item !== undefined) return item;
    reading?.close?.();
    reading = sources[++at]?.read(epoch, 0);
    return next(recycle);
  };
  const next = (recycle?: T): ReturnType<Reading<T>['next']> => {
    if (reading === undefined) return undefined;
    const item = reading.next(recycle);
    return item instanceof Promise ? item.then(item => orNext(item)) : orNext(item, recycle);
  };
  return { next, close: () => reading?.close?.() };
}
