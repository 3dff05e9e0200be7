import { zip as zipStreams, type Observable } from 'rxjs';
import { Dataset } from './dataset.ts';
import { joined } from './internal/joined.ts';
import type { EpochReader, Reading } from './reader.ts';
import type { ItemOf, SourcesLike } from './source-like.ts';

/** The items of several sources, one of each. */
export type Zipped<S extends readonly Observable<unknown>[]> = { -readonly [K in keyof S]: ItemOf<S[K]> };

/**
 * Joins sources side by side: an item is an array of one item of each. An epoch of joined datasets ends with the shortest
 * epoch. If one source is not a dataset, it is RxJS's own `zip`.
 *
 * - **Throws** {@link DataError} if datasets differ in their number of epochs
 *
 * @example
 * zip(fromIterable([1, 2]), fromIterable(['a', 'b'])).subscribe(print) // [1, 'a'], [2, 'b']
 */
export function zip<const S extends readonly Observable<unknown>[]>(...sources: S): SourcesLike<S, Zipped<S>> {
  const datasets = sources.filter(source => source instanceof Dataset);
  return (datasets.length === sources.length ? zipDatasets(datasets) : zipStreams(...sources)) as SourcesLike<
    S,
    Zipped<S>
  >;
}

function zipDatasets(datasets: readonly Dataset<unknown>[]): Dataset<unknown[]> {
  const lengths = datasets.map(({ length }) => length);
  const known = lengths.filter(length => length !== undefined);
  const length = known.length === lengths.length ? Math.min(...known) : undefined;
  return new Dataset(joined('zip', datasets, datasets.length === 0 ? 0 : length, sideBySide));
}

function sideBySide(sources: readonly EpochReader<unknown>[], epoch: number, index: number): Reading<unknown[]> {
  const readings = sources.map(source => source.read(epoch, index));
  const whole = (items: unknown[]): unknown[] | undefined =>
    items.length === 0 || items.includes(undefined) ? undefined : items;
  return {
    next() {
      const items = readings.map(reading => reading.next());
      return items.some(item => item instanceof Promise) ? Promise.all(items).then(whole) : whole(items);
    },
    close() {
      for (const reading of readings) reading.close?.();
    },
  };
}
