import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { binDefaults, type BinOptions } from './bin-options.ts';
import { orderMetric } from './order-metric.ts';
import type { FromTheTop } from './score-tree.ts';

/**
 * Average precision: the mean, over examples of class 1, of the share of class 1 among all with at least that score; NaN until
 * there is one. A prediction is a score, or the scores of two classes.
 *
 * - **In a window** exact, of any scores. An example costs the logarithm of the window, and a value costs a walk through it:
 *   take values less often, with `every`
 * - **In `evaluate` and `computeMetric`** exact, of any scores, with memory for every example
 * - **In an endless stream** without a window, scores are counted in bins, and those in the same bin are ties: wrong by at most the mean, over examples of
 *   class 1, of how far the precision can move within their bin
 * - **Throws** `ContractError` for fewer than 2 bins, or a range that does not rise; a target that is not 0 or 1, or a score of
 *   NaN, is a stream error, and without window and range a score outside [0, 1]
 * - **Source** Su, Yuan and Zhu, "A Relationship between the Average Precision and the Area Under the ROC Curve", 2015; no
 *   interpolation, as in scikit-learn
 */
export function averagePrecision(options?: BinOptions): Metric<number, 'averagePrecision'> {
  return orderMetric(optionsOf('averagePrecision', options, binDefaults), {
    name: 'averagePrecision',
    value: meanPrecision,
  });
}

function meanPrecision(fromTheTop: FromTheTop): number {
  let onesAbove = 0;
  let allAbove = 0;
  let sum = 0;
  fromTheTop((ones, zeros) => {
    onesAbove += ones;
    allAbove += ones + zeros;
    if (ones > 0) sum += (ones * onesAbove) / allAbove;
  });
  return Math.min(1, sum / onesAbove);
}
