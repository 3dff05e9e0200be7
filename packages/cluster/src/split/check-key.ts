import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';
import type { EdgeMessage } from './split-edge.ts';

/** Throws a `DataError` unless the front half has sent the key of the same examples. */
export function checkKey(own: NonNullable<EdgeMessage['key']>, given: EdgeMessage['key'], step: number): void {
  if (given !== undefined && given.length === own.length && own.every((one, i) => one === given[i])) return;
  const at = given === undefined ? 0 : own.findIndex((one, i) => one !== given[i]);
  throw new DataError(
    'backHalf',
    `the examples of step ${step} must be those of the front half`,
    given === undefined ? 'values without a key' : `${printed(own[at])} beside ${printed(given[at])}`,
    'Read the same records in the same order in both halves, and name a key in both.',
  );
}
