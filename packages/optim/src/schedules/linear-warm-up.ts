import { add, div, minimum, mul, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';

/** Options of {@link linearWarmUp}. */
export interface LinearWarmUpOptions {
  /** The number of steps after which the rate is full. */
  readonly steps: number;
  /** The rate of the first step, 0 by default. */
  readonly start?: number;
}

/**
 * Rises linearly to the full rate: `η(t) = start + (rate − start)·min(t−1, steps)/steps`.
 *
 * - **Throws** `GraphError` for a rate or start below 0, steps below 1
 * - **Source** Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017, §2.2
 */
export function linearWarmUp(rate: number, options: LinearWarmUpOptions): Schedule {
  const { steps, start } = optionsOf('linearWarmUp', options, { steps: undefined, start: 0 });
  checkRange(rate, { name: 'linearWarmUp: rate', least: 0 });
  checkRange(steps, { name: 'linearWarmUp: steps', least: 1 });
  checkRange(start, { name: 'linearWarmUp: start', least: 0 });
  return t => add(start, mul(rate - start, div(minimum(sub(t, 1), steps), steps))) as Node<readonly []>;
}
