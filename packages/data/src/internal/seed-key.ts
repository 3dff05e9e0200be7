import { foldIn, key, type Key } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { DataError } from '../data-error.ts';

/** Returns the root of the random numbers of an operator. Throws {@link DataError} unless the seed is a safe integer. */
export function seedKey(operator: string, seed: number): Key {
  if (!Number.isSafeInteger(seed))
    throw new DataError(operator, 'seed must be a whole number', printed(seed), 'Try { seed: 7 }.');
  return foldIn(key(seed), operator);
}
