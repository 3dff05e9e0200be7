import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { predictedClass, trueClass } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

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
  if (Number.isNaN(threshold)) throw new ContractError('accuracy', 'threshold must be a number', 'NaN', 'Try 0.5.');
  return {
    name: 'accuracy',
    settings: { threshold },
    ...meanOf(),
    seen: example =>
      predictedClass('accuracy', example, threshold) === trueClass('accuracy', example, Math.max(2, example.classes))
        ? 1
        : 0,
  };
}
