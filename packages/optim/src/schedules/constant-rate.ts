import { constant } from '@thalweg/graph';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';

/** Returns the same rate in every step. */
export function constantRate(rate: number): Schedule {
  checkRange(rate, { name: 'learningRate', least: 0 });
  return () => constant(rate, { name: 'learningRate', dtype: 'float64' });
}
