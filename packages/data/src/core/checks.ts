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
export function seedKey(operator: string, seed: number): Key {
  if (!Number.isSafeInteger(seed))
    throw new DataError(operator, 'seed must be a whole number', printed(seed), 'Try { seed: 7 }.');
  return foldIn(key(seed), operator);
}

/**
 * Returns a function that checks what `transform` returns.
 *
 * - **Throws** {@link DataError} if it returns `undefined`, which an iterator reads as the end, or a promise
 */
export function checkedItem<T, R>(name: string, transform: (item: T) => R): (item: T) => R {
  return item => {
    const result = transform(item);
    if (result !== undefined && !(result instanceof Promise)) return result;
    const [given, advice] =
      result === undefined
        ? ['undefined', 'Return the item, or leave items out with filter.']
        : ['a promise', 'Use mapAsync, which awaits each item.'];
    throw new DataError(name, 'the function must return an item', given, advice);
  };
}
