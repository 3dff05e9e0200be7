import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import type { ClassAverageOptions } from './average-options.ts';
import { classDefaults } from './class-options.ts';
import { classRatio } from './class-metric.ts';

/**
 * Precision, the share of those predicted as a class that are of it: `TP/(TP + FP)`, 0 for a class that was never predicted;
 * NaN without examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes, or an unknown average; a target that is no class, or a
 *   score of NaN, is a stream error
 * - **Source** van Rijsbergen, "Information Retrieval", 1979, ch. 7; averages as in scikit-learn
 *
 * @example
 * computeMetric(precision(), { prediction: [0.9, 0.8, 0.7, 0.2], target: [1, 0, 1, 1] }) // => 2 / 3
 */
export function precision(options?: ClassAverageOptions): Metric<number, 'precision'> {
  const chosen = optionsOf('precision', options, { ...classDefaults, average: undefined });
  return classRatio('precision', chosen, { part: ({ hit }) => hit, whole: ({ hit, falseAlarm }) => hit + falseAlarm });
}
