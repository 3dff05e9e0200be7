import { constant } from '@thalweg/graph';
import type { Schedule } from '../hyperparameter.ts';

/** The same rate at every step. */
export function constantRate(rate: number): Schedule {
  return () => constant(rate, { name: 'learningRate', dtype: 'float64' });
}
