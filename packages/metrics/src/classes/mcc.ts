import { optionsOf } from '@thalweg/tensor/engine';
import { classMetric, classTotals } from './class-metric.ts';
import { classDefaults, type ClassOptions } from './class-options.ts';
import type { Metric } from '../metric/metric.ts';

/**
 * Matthews' correlation of true and predicted classes, from −1 to 1, for any number of classes; 0 where all examples are of
 * one class, or all predictions; NaN without examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes; a target that is no class, or a score of NaN, is a stream error
 * - **Source** Matthews, "Comparison of the Predicted and Observed Secondary Structure of T4 Phage Lysozyme", 1975; for
 *   several classes Gorodkin, "Comparing Two K-Category Assignments by a K-Category Correlation Coefficient", 2004, eq. 8
 */
export function mcc(options?: ClassOptions): Metric<number, 'mcc'> {
  const chosen = optionsOf('mcc', options, classDefaults);
  return classMetric('mcc', chosen, {}, (matrix, classes) => {
    const { actual, predicted, right, all } = classTotals(matrix, classes);
    if (!(all > 0)) return NaN;
    // Shares, so that the fourth powers of weights do not overflow.
    const covariance = (a: Float64Array, b: Float64Array, together: number): number =>
      together / all - a.reduce((sum, x, label) => sum + (x / all) * (b[label]! / all), 0);
    const spread = covariance(actual, actual, all) * covariance(predicted, predicted, all);
    const single = [actual, predicted].some(sums => sums.filter(sum => sum > 0).length < 2);
    return single ? 0 : covariance(actual, predicted, right) / Math.sqrt(spread);
  });
}
