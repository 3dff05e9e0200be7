import { mul, pow, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** The factor after each step. Above 1 the rate grows, as in a search for the largest rate that learns. */
  readonly factor: number;
}

/**
 * Falls by the same factor after each step: `η(t) = rate·factorᵗ⁻¹`.
 *
 * - **Throws** `GraphError` for a rate or factor below 0
 */
export function exponentialDecay(rate: number, options: ExponentialDecayOptions): Schedule {
  const { factor } = optionsOf('exponentialDecay', options, { factor: undefined });
  checkRange(rate, { name: 'exponentialDecay: rate', least: 0 });
  checkRange(factor, { name: 'exponentialDecay: factor', least: 0 });
  return t => mul(rate, pow(factor, sub(t, 1))) as Node<readonly []>;
}
