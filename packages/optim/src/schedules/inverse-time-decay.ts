import { add, div, mul, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';

/** Options of {@link inverseTimeDecay}. */
export interface InverseTimeDecayOptions {
  /** k: after 1/k steps the rate is half of the first. */
  readonly decay: number;
}

/**
 * Falls in inverse proportion to the number of steps: `η(t) = rate/(1 + k·(t−1))`, so that the first step has the full
 * rate. Such rates have an infinite sum and a finite sum of squares, which stochastic gradient descent needs to
 * converge.
 *
 * - **Throws** `GraphError` for a rate or decay below 0
 * - **Source** Robbins and Monro, "A Stochastic Approximation Method", 1951, for rates of this kind
 */
export function inverseTimeDecay(rate: number, options: InverseTimeDecayOptions): Schedule {
  const { decay } = optionsOf('inverseTimeDecay', options, { decay: undefined });
  checkRange(rate, { name: 'inverseTimeDecay: rate', least: 0 });
  checkRange(decay, { name: 'inverseTimeDecay: decay', least: 0 });
  return t => div(rate, add(1, mul(decay, sub(t, 1)))) as Node<readonly []>;
}
