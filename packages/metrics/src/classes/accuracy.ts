import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { meanOf } from '../reading/sums.ts';
import { rightClass } from './class-metric.ts';

/** Options of {@link accuracy}. */
export interface AccuracyOptions {
  /** A single number above this threshold means class 1; 0.5 by default. Of several scores the largest decides. */
  readonly threshold?: number;
}

/**
 * Share of examples whose class was predicted, by weight; NaN without examples.
 *
 * - **Throws** `ContractError` for a threshold of NaN; a target that is no class, or a score of NaN, is a stream error
 *
 * @example
 * computeMetric(accuracy(), { prediction: [0.9, 0.4, 0.7], target: [1, 0, 0] }) // => 2 / 3
 */
export function accuracy(options?: AccuracyOptions): Metric<number, 'accuracy'> {
  const { threshold } = optionsOf('accuracy', options, { threshold: 0.5 });
  return { name: 'accuracy', ...meanOf(), better: 'higher', ...rightClass('accuracy', threshold) };
}
