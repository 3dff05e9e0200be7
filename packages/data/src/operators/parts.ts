import type { DatasetIterator, Offset } from '../core/dataset-iterator.ts';
import type { Dataset } from '../core/dataset.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { Reader, EpochIterator } from '../core/reader.ts';
import { afterItems, offsetOf, resumedAfter } from '../core/epoch-iterators.ts';

/**
 * Reads the run of epochs with this number, from 0, after its first `index` items, `again` if they have been read before; from
 * `offset` on, if there is one.
 */
export function readRun<T>(
  source: Dataset<T>,
  run: number,
  index: number,
  again: boolean,
  offset?: SourceOffset,
): EpochIterator<T> {
  if (offset !== undefined)
    return epochIteratorOf(source.open(offsetOf<Required<Offset>>('a run of epochs', offset, hasEpoch)));
  const { length, epochs } = source;
  const first = epochs === Infinity ? run : run * epochs;
  if (length !== undefined && length > 0 && index < length * epochs)
    return epochIteratorOf(source.open({ epoch: first + Math.floor(index / length), index: index % length }));
  const iterator = epochIteratorOf(source.open({ epoch: first, index: 0 }));
  const left = length === 0 ? 0 : index;
  return again ? resumedAfter(source.reader, iterator, left) : afterItems(iterator, left);
}

/** Returns the iterator of a dataset as that of an epoch. */
function epochIteratorOf<T>(iterator: DatasetIterator<T>): EpochIterator<T> {
  return {
    next: recycle => iterator.next(recycle),
    offset: () => ({ ...iterator.offset }),
    close: () => iterator.close(),
  };
}

function hasEpoch({ epoch }: Partial<Record<keyof Offset, SourceOffset>>): boolean {
  return Number.isSafeInteger(epoch) && (epoch as number) >= 0;
}

/** Returns a reader of the rows from row `from` to row `to − 1` of tables of one epoch; `undefined` for a dataset without them. */
export function partOfTables<T>(
  { reader, epochs }: Dataset<T>,
  from: number,
  to: number,
  length: number | undefined,
): Reader<T> | undefined {
  if (reader.tables === undefined || reader.openRun !== undefined || epochs > 1) return undefined;
  return reader.tables.part(from, to).reader({ length });
}
