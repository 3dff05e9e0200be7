import { DataError } from '@thalweg/data';
import type { Example } from './example.ts';

/** Returns the error for an example that does not fit a metric. */
export function refused(
  metric: string,
  requirement: string,
  given: number | string,
  { step }: Pick<Example, 'step'>,
  advice: string,
): DataError {
  return new DataError(metric, requirement, `${given} at step ${step}`, advice);
}
