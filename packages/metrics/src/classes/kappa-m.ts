import { optionsOf } from '@thalweg/tensor/engine';
import { classMetric, classTotals } from './class-metric.ts';
import { classDefaults, type ClassOptions } from './class-options.ts';
import type { Metric } from '../metric/metric.ts';

/**
 * κ against the majority class: `(p − pₘ) / (1 − pₘ)`, with the accuracy `p` and the share `pₘ` of the most frequent true class. 1 if
 * all predictions are right, 0 if as many are as by always predicting that class, below 0 if fewer are. 0 where all is one
 * class; NaN without examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes; a target that is no class, or a score of NaN, is a stream error
 * - **Source** Bifet, de Francisci Morales, Read, Holmes, Pfahringer, "Efficient Online Evaluation of Big Data Stream
 *   Classifiers", KDD 2015
 *
 * @example
 * computeMetric(kappaM(), { prediction: [1, 1, 0, 1], target: [1, 1, 0, 0] }) // => 0.5
 */
export function kappaM(options?: ClassOptions): Metric<number, 'kappaM'> {
  return classMetric('kappaM', optionsOf('kappaM', options, classDefaults), {}, (matrix, classes) => {
    const { actual, right, all } = classTotals(matrix, classes);
    if (!(all > 0)) return NaN;
    const others = all - Math.max(...actual);
    return others > 0 ? (right - (all - others)) / others : 0;
  });
}
