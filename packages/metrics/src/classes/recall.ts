import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import type { ClassAverageOptions } from './average-options.ts';
import { classDefaults } from './class-options.ts';
import { classRatio } from './class-metric.ts';

/**
 * Recall, the share of the examples of a class that were predicted as it: `TP/(TP + FN)`, 0 for a class that was never true;
 * NaN without examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes, or an unknown average; a target that is no class, or a
 *   score of NaN, is a stream error
 * - **Source** van Rijsbergen, "Information Retrieval", 1979, ch. 7; averages as in scikit-learn
 *
 * @example
 * computeMetric(recall(), { prediction: [0.9, 0.8, 0.7, 0.2], target: [1, 0, 1, 1] }) // => 2 / 3
 */
export function recall(options?: ClassAverageOptions): Metric<number, 'recall'> {
  const chosen = optionsOf('recall', options, { ...classDefaults, average: undefined });
  return classRatio('recall', chosen, { part: ({ hit }) => hit, whole: ({ hit, missed }) => hit + missed });
}
