import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import type { ClassAverageOptions } from './average-options.ts';
import { classDefaults } from './class-options.ts';
import { classRatio } from './class-metric.ts';

/**
 * Jaccard index: the examples of a class that were predicted as it, among those that are of it or were predicted as it:
 * `TP/(TP + FP + FN)`, 0 for a class that was neither true nor predicted; NaN without examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes, or an unknown average; a target that is no class, or a
 *   score of NaN, is a stream error
 * - **Source** Jaccard, "The Distribution of the Flora in the Alpine Zone", 1912; averages as in scikit-learn
 *
 * @example
 * computeMetric(jaccard(), { prediction: [0.9, 0.8, 0.7, 0.2], target: [1, 0, 1, 1] }) // => 0.5
 */
export function jaccard(options?: ClassAverageOptions): Metric<number, 'jaccard'> {
  const chosen = optionsOf('jaccard', options, { ...classDefaults, average: undefined });
  return classRatio('jaccard', chosen, {
    part: ({ hit }) => hit,
    whole: ({ hit, falseAlarm, missed }) => hit + falseAlarm + missed,
  });
}
