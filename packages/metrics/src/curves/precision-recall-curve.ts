import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { binDefaults, type BinOptions } from '../scores/bin-options.ts';
import { orderMetric } from '../scores/order-metric.ts';
import type { FromTheTop } from '../scores/score-tree.ts';
import { countsFromTheTop } from './counts-from-the-top.ts';

/** Precision and recall for each threshold, and at the end the point (1, 0), which has no threshold. */
export interface PrecisionRecallCurve {
  /** The share of class 1 among all with at least that score. */
  readonly precision: Float64Array;
  /** The share of class 1 that has at least that score. It falls. */
  readonly recall: Float64Array;
  /** The thresholds, which rise; one fewer than points. */
  readonly thresholds: Float64Array;
}

/**
 * Precision-recall curve: the precision and the recall of class 1 for each score as the threshold. The recall is NaN if there is no
 * example of class 1. A prediction is a score, or the scores of two classes.
 *
 * - **In a window, in `evaluate` and `computeMetric`** exact, of any scores
 * - **In an endless stream** without a window, scores are counted in bins, whose lower ends are the thresholds
 * - **Throws** `ContractError` for fewer than 2 bins, or a range that does not rise; a target that is not 0 or 1, or a score of
 *   NaN, is a stream error, and without window and range a score outside [0, 1]
 * - **Source** Davis and Goadrich, "The Relationship Between Precision-Recall and ROC Curves", 2006; points as in scikit-learn
 *
 * @example
 * const curve = computeMetric(precisionRecallCurve(), { prediction: [0.1, 0.4, 0.35, 0.8], target: [0, 0, 1, 1] });
 * [...curve.recall] // => [1, 1, 0.5, 0.5, 0]
 */
export function precisionRecallCurve(options?: BinOptions): Metric<PrecisionRecallCurve, 'precisionRecallCurve'> {
  const chosen = optionsOf('precisionRecallCurve', options, binDefaults);
  return orderMetric(chosen, { name: 'precisionRecallCurve', takesScores: true, value: curveOf });
}

function curveOf(fromTheTop: FromTheTop): PrecisionRecallCurve {
  const { ones, zeros, thresholds } = countsFromTheTop(fromTheTop);
  const all = ones.at(-1) ?? 0;
  return {
    precision: Float64Array.from([...ones.map((one, at) => one / (one + zeros[at]!)).reverse(), 1]),
    recall: Float64Array.from([...ones.map(one => one / all).reverse(), 0]),
    thresholds: Float64Array.from([...thresholds].reverse()),
  };
}
