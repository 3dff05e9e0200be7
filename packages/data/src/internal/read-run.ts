import type { Dataset } from '../dataset.ts';
import type { Reading } from '../reader.ts';
import { afterItems, resumedAfter } from './after-items.ts';

/** Reads the run of epochs with this number, from 0, after its first `index` items, `again` if they have been read before. */
export function readRun<T>(source: Dataset<T>, run: number, index: number, again: boolean): Reading<T> {
  const { length, epochs } = source;
  const first = epochs === Infinity ? run : run * epochs;
  if (length !== undefined && length > 0 && index < length * epochs)
    return source.open({ epoch: first + Math.floor(index / length), index: index % length });
  const reading = source.open({ epoch: first, index: 0 });
  const left = length === 0 ? 0 : index;
  return again ? resumedAfter(source.reader, reading, left) : afterItems(reading, left);
}
