import { div, floor, mul, pow, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange, checkWhole } from '../rules/check-range.ts';

/** Options of {@link stepDecay}. */
export interface StepDecayOptions {
  /** The number of steps with one rate. */
  readonly every: number;
  /** The factor after them, 0.1 by default. */
  readonly factor?: number;
}

/**
 * Falls by a factor at regular intervals: `η(t) = rate·factor^⌊(t−1)/every⌋`.
 *
 * - **Throws** `GraphError` for a rate or factor below 0, an `every` that is not whole or below 1
 */
export function stepDecay(rate: number, options: StepDecayOptions): Schedule {
  const { every, factor } = optionsOf('stepDecay', options, { every: undefined, factor: 0.1 });
  checkRange(rate, { name: 'stepDecay: rate', least: 0 });
  checkWhole(every, 'stepDecay: every');
  checkRange(factor, { name: 'stepDecay: factor', least: 0 });
  return t => mul(rate, pow(factor, floor(div(sub(t, 1), every)))) as Node<readonly []>;
}
