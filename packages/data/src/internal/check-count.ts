import { printed } from '@thalweg/tensor/engine';
import { DataError } from '../data-error.ts';

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
