import { DataError } from '@thalweg/data';
import type { Half } from './split-edge.ts';

/** The error for a half that has no more records while the other one has some. */
export function unequalRecords(operator: string, ended: Half, done: number): DataError {
  return new DataError(
    operator,
    'both halves must have equally many records',
    `a ${ended} half that ended after ${done} of them`,
    'Read the same records in the same order in both, with equal batches and epochs.',
  );
}
