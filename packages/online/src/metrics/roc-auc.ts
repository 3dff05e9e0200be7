import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from './metric.ts';
import { binDefaults, type BinOptions } from './scores/bin-options.ts';
import { orderMetric } from './scores/order-metric.ts';
import { orderedShare } from './scores/ordered-share.ts';

/**
 * Area under the ROC curve: the share of pairs of an example of class 1 and one of class 0 in which the first has the higher
 * score, ties counting half; NaN until there are both. Predictions are scores, or of two classes.
 *
 * - **In a window** exact, of any scores; an example costs the logarithm of the window, a value O(1)
 * - **Without a window** scores are counted in bins, and those in the same bin are ties: wrong by at most half the share of pairs
 *   that are in the same bin
 * - **Throws** `ContractError` for fewer than 2 bins, or a range that does not rise; a target that is not 0 or 1, or a score of
 *   NaN, is a stream error, and without window and range a score outside [0, 1]
 * - **Source** Hanley and McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC) Curve", 1982
 *
 * @example
 * learned$.pipe(rolling(rocAuc(), 10_000)).subscribe(({ metrics }) => console.log(metrics.rocAuc))
 */
export function rocAuc(options?: BinOptions): Metric<number, 'rocAuc'> {
  return orderMetric('rocAuc', optionsOf('rocAuc', options, binDefaults), orderedShare, fromTheTop => {
    let onesAbove = 0;
    let allZeros = 0;
    let ordered = 0;
    fromTheTop((ones, zeros) => {
      ordered += zeros * (onesAbove + ones / 2);
      onesAbove += ones;
      allZeros += zeros;
    });
    return Math.min(1, ordered / (onesAbove * allZeros));
  });
}
