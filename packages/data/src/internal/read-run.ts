import type { Cursor, Position } from '../cursor.ts';
import type { Dataset } from '../dataset.ts';
import type { Place } from '../place.ts';
import type { Reading } from '../reader.ts';
import { afterItems, resumedAfter } from './after-items.ts';
import { placeOf } from './source-place.ts';

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
