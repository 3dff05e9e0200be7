import { optionsOf } from '@thalweg/tensor/engine';
import { classMetric, classTotals } from './class-metric.ts';
import { classDefaults, type ClassOptions } from './class-options.ts';
import type { Metric } from '../metric/metric.ts';

/**
 * Mean of the recalls of all classes that were true: the share of a class's examples whose class was predicted; NaN without
 * examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes; a target that is no class, or a score of NaN, is a stream error
 * - **Source** Brodersen, Ong, Stephan and Buhmann, "The Balanced Accuracy and Its Posterior Distribution", 2010
 */
export function balancedAccuracy(options?: ClassOptions): Metric<number, 'balancedAccuracy'> {
  const chosen = optionsOf('balancedAccuracy', options, classDefaults);
  return classMetric('balancedAccuracy', chosen, {}, (matrix, classes) => {
    const { hits, actual } = classTotals(matrix, classes);
    const recalls = [...hits].map((hit, label) => hit / actual[label]!).filter((_, label) => actual[label]! > 0);
    return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  });
}
