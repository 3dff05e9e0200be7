import { zip as zipStreams, type Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import { joined } from './joined.ts';
import { placeOf } from '../core/readings.ts';
import type { Place } from '../core/place.ts';
import type { EpochReader, Reading } from '../core/reader.ts';
import type { ItemOf, SourcesLike } from '../core/source-like.ts';

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

function sideBySide(
  sources: readonly EpochReader<unknown>[],
  epoch: number,
  index: number,
  place?: Place,
): Reading<unknown[]> {
  const from = place === undefined ? undefined : placeOf<ZippedPlace>('zip', place, isZipped(sources.length)).sources;
  const readings = sources.map((source, i) => source.read(epoch, index, from?.[i] ?? undefined));
  const placesNow = (): Place[] => readings.map(reading => reading.place?.() ?? null);
  let sourcePlaces = placesNow();
  let read = index;
  let settled = true;
  const whole = (items: unknown[]): unknown[] | undefined => {
    if (items.length === 0 || items.includes(undefined)) return undefined;
    settled = true;
    read++;
    return items;
  };
  return {
    next() {
      // Some sources may have gone on while others are awaited.
      sourcePlaces = placesNow();
      settled = false;
      const items = readings.map(reading => reading.next());
      return items.some(item => item instanceof Promise) ? Promise.all(items).then(whole) : whole(items);
    },
    place: () => ({ index: read, sources: settled ? placesNow() : sourcePlaces }),
    close() {
      for (const reading of readings) reading.close?.();
    },
  };
}

interface ZippedPlace {
  /** The number of items that were read of each source. */
  readonly index: number;
  /** The places of the sources; null for one that has none. */
  readonly sources: readonly Place[];
}

function isZipped(count: number): (parts: Partial<Record<keyof ZippedPlace, Place>>) => boolean {
  return ({ sources }) => Array.isArray(sources) && sources.length === count;
}
