import { classMetric } from './class-metric.ts';
import type { ClassOptions } from './class-options.ts';
import { classTotals } from './class-totals.ts';
import type { Metric } from './metric.ts';

/**
 * The share of examples whose class was predicted, taken for each true class and averaged over the classes that there were;
 * NaN if there were none.
 *
 * - **Throws** `ContractError` for fewer than 2 classes; a target that is no class, or a score of NaN, is a stream error
 * - **Source** Brodersen, Ong, Stephan and Buhmann, "The Balanced Accuracy and Its Posterior Distribution", 2010
 */
export function balancedAccuracy(options: ClassOptions = {}): Metric<number, 'balancedAccuracy'> {
  return classMetric('balancedAccuracy', options, {}, (matrix, classes) => {
    const { hits, actual } = classTotals(matrix, classes);
    const recalls = [...hits].map((hit, label) => hit / actual[label]!).filter((_, label) => actual[label]! > 0);
    return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  });
}
