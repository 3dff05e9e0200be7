import { DataError } from '@thalweg/data';
import type { Example } from './example.ts';

/** The error for an example that a metric has no use for. */
export function refused(
  metric: string,
  requirement: string,
  given: number | string,
  { step }: Pick<Example, 'step'>,
  advice: string,
): DataError {
  return new DataError(metric, requirement, `${given} at step ${step}`, advice);
}
