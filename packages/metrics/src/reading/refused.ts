import { DataError } from '@thalweg/tensor/engine';
import type { Example } from './example.ts';

/** Returns the error for an example that does not fit a metric. */
export function refused(
  metric: string,
  requirement: string,
  given: number | string,
  { unit, number }: Pick<Example, 'unit' | 'number'>,
  advice: string,
): DataError {
  return new DataError(metric, requirement, `${given} at ${unit} ${number}`, advice);
}
