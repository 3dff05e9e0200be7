import { DataError } from '@thalweg/data';

/**
 * Returns the value of an option that is a whole number.
 *
 * - **Throws** `DataError` for any other number, and for one below `least`
 */
export function checkedCount(subject: string, name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  const requirement = `${name} must be a whole number of at least ${least}`;
  throw new DataError(subject, requirement, String(value), 'Check the option.');
}
