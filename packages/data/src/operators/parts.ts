import type { Cursor, Position } from '../core/cursor.ts';
import type { Dataset } from '../core/dataset.ts';
import type { Place } from '../core/place.ts';
import type { Reader, Reading } from '../core/reader.ts';
import { afterItems, placeOf, resumedAfter } from '../core/readings.ts';

/**
 * Reads the run of epochs with this number, from 0, after its first `index` items, `again` if they have been read before; from
 * `place` on, if there is one.
 */
export function readRun<T>(source: Dataset<T>, run: number, index: number, again: boolean, place?: Place): Reading<T> {
  if (place !== undefined) return placed(source.open(placeOf<Required<Position>>('a run of epochs', place, hasEpoch)));
  const { length, epochs } = source;
  const first = epochs === Infinity ? run : run * epochs;
  if (length !== undefined && length > 0 && index < length * epochs)
    return placed(source.open({ epoch: first + Math.floor(index / length), index: index % length }));
  const reading = placed(source.open({ epoch: first, index: 0 }));
  const left = length === 0 ? 0 : index;
  return again ? resumedAfter(source.reader, reading, left) : afterItems(reading, left);
}

/** Returns a cursor as a reading: its place is its position. */
function placed<T>(cursor: Cursor<T>): Reading<T> {
  return {
    next: recycle => cursor.next(recycle),
    place: () => ({ ...cursor.position }),
    close: () => cursor.close(),
  };
}

function hasEpoch({ epoch }: Partial<Record<keyof Position, Place>>): boolean {
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
