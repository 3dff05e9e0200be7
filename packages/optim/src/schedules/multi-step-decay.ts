import { optionsOf } from '@thalweg/tensor/engine';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange, checkRising } from '../rules/check-range.ts';
import { piecewise } from './piecewise.ts';

/** Options of {@link multiStepDecay}. */
export interface MultiStepDecayOptions {
  /** The numbers of steps after which the factor multiplies the rate, in rising order. */
  readonly at: readonly number[];
  /** 0.1 by default. */
  readonly factor?: number;
}

/**
 * Falls by a factor at given steps: `η(t) = rate·factorⁿ`, where n counts the numbers of `at` that are below t.
 *
 * - **Throws** `GraphError` for a rate or factor below 0, an `at` that is not whole, below 1 or not rising
 */
export function multiStepDecay(rate: number, options: MultiStepDecayOptions): Schedule {
  const { at, factor } = optionsOf('multiStepDecay', options, { at: undefined, factor: 0.1 });
  checkRange(rate, { name: 'multiStepDecay: rate', least: 0 });
  checkRange(factor, { name: 'multiStepDecay: factor', least: 0 });
  checkRising(at, 'multiStepDecay: at');
  return piecewise({ at, rates: [rate, ...at.map((_, i) => rate * factor ** (i + 1))] });
}
