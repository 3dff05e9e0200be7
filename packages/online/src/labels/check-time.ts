import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';

/** Returns a time. Throws `DataError` for what is no number; the clock does not move for NaN. */
export function checkTime(time: number): number {
  if (typeof time === 'number') return time;
  throw new DataError('joinLabels', 'the time of a record must be a number', printed(time), 'Check the option time.');
}
