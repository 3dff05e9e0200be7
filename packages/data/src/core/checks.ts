import { foldIn, key, type Key } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { DataError } from './data-error.ts';

/** Throws a {@link DataError} unless the option is a whole number of at least `least`, or `Infinity` where that means something. */
export function checkCount(
  subject: string,
  option: string,
  given: number,
  least: number,
  infinity?: 'or Infinity',
): void {
  if ((Number.isSafeInteger(given) && given >= least) || (given === Infinity && infinity !== undefined)) return;
  const requirement = `${option} must be a whole number, at least ${least}${infinity === undefined ? '' : ', or Infinity'}`;
  throw new DataError(subject, requirement, printed(given), `Give ${least} or more.`);
}

/** Returns the root of the random numbers of an operator. Throws {@link DataError} unless the seed is a safe integer. */
export function seedKey(operator: string, seed: number, purpose: string = operator): Key {
  if (!Number.isSafeInteger(seed))
    throw new DataError(operator, 'seed must be a whole number', printed(seed), 'Try { seed: 7 }.');
  return foldIn(key(seed), purpose);
}

/**
 * Returns what a function returned for an item.
 *
 * - **Throws** {@link DataError} if it is `undefined`, which an iterator reads as the end, or a promise
 */
export function checkedItem<R>(name: string, result: R): R {
  if (result !== undefined && !(result instanceof Promise)) return result;
  const [given, advice] =
    result === undefined
      ? ['undefined', 'Return the item, or leave items out with filter.']
      : ['a promise', 'Use mapAsync, which awaits each item.'];
  throw new DataError(name, 'the function must return an item', given, advice);
}
