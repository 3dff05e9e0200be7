import { zip as zipStreams, type Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import { joined } from './joined.ts';
import { offsetOf } from '../core/epoch-iterators.ts';
import { iterate } from '../core/run-iterator.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { EpochReader, EpochIterator } from '../core/reader.ts';
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
  offset?: SourceOffset,
): EpochIterator<unknown[]> {
  const from =
    offset === undefined ? undefined : offsetOf<ZippedOffset>('zip', offset, isZipped(sources.length)).sources;
  const iterators = sources.map((source, i) => iterate(source, epoch, index, from?.[i] ?? undefined));
  const offsetsNow = (): SourceOffset[] => iterators.map(iterator => iterator.offset?.() ?? null);
  let sourceOffsets = offsetsNow();
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
      sourceOffsets = offsetsNow();
      settled = false;
      const items = iterators.map(iterator => iterator.next());
      return items.some(item => item instanceof Promise) ? Promise.all(items).then(whole) : whole(items);
    },
    offset: () => ({ index: read, sources: settled ? offsetsNow() : sourceOffsets }),
    close() {
      for (const iterator of iterators) iterator.close?.();
    },
  };
}

interface ZippedOffset {
  /** The number of items that were read of each source. */
  readonly index: number;
  /** The offsets of the sources; null for one that has none. */
  readonly sources: readonly SourceOffset[];
}

function isZipped(count: number): (parts: Partial<Record<keyof ZippedOffset, SourceOffset>>) => boolean {
  return ({ sources }) => Array.isArray(sources) && sources.length === count;
}
