import type { Dataset } from '../dataset.ts';
import type { Reading } from '../reader.ts';
import { afterItems } from './after-items.ts';

/** Reads the run of epochs with this number, from 0, after its first `index` items. */
export function openRun<T>(source: Dataset<T>, run: number, index: number): Reading<T> {
  const { length, epochs } = source;
  const first = epochs === Infinity ? run : run * epochs;
  if (length !== undefined && length > 0 && index < length * epochs)
    return source.open({ epoch: first + Math.floor(index / length), index: index % length });
  return afterItems(source.open({ epoch: first, index: 0 }), length === 0 ? 0 : index);
}
