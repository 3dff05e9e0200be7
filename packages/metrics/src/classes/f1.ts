import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import type { ClassAverageOptions } from './average-options.ts';
import { classDefaults } from './class-options.ts';
import { classRatio } from './class-metric.ts';

/**
 * F₁, the harmonic mean of precision and recall: `2·TP/(2·TP + FP + FN)`, 0 for a class that was neither true nor predicted;
 * NaN without examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes, or an unknown average; a target that is no class, or a
 *   score of NaN, is a stream error
 * - **Source** van Rijsbergen, "Information Retrieval", 1979, ch. 7; averages as in scikit-learn
 */
export function f1(options?: ClassAverageOptions): Metric<number, 'f1'> {
  const chosen = optionsOf('f1', options, { ...classDefaults, average: undefined });
  return classRatio('f1', chosen, {
    part: ({ hit }) => 2 * hit,
    whole: ({ hit, falseAlarm, missed }) => 2 * hit + falseAlarm + missed,
  });
}
