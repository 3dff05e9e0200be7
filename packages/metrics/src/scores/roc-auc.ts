import { ContractError } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric.ts';
import { binDefaults } from './bin-options.ts';
import { orderMetric } from './order-metric.ts';
import { orderedPairs } from './ordered-pairs.ts';
import { orderedShare } from './ordered-share.ts';
import type { RocAucOptions } from './roc-auc-options.ts';
import { severalClasses } from './several-classes.ts';

/**
 * Area under the ROC curve: the share of pairs of an example of class 1 and one of class 0 in which the first has the higher
 * score, ties counting half; NaN until there are both. Predictions are scores, or of two classes.
 *
 * For more classes, `classes` says how many scores a prediction has. The value is then the mean over the classes, or over the
 * pairs of classes; it is NaN until each class has been true.
 *
 * - **In a window** exact, of any scores; an example costs the logarithm of the window, a value O(1)
 * - **In `evaluate` and `computeMetric`** exact, of any scores, with memory for every example
 * - **In an endless stream** without a window, scores are counted in bins, and those in the same bin are ties: wrong by at most half
 *   the share of pairs that are in the same bin
 * - **Throws** `ContractError` for fewer than 2 bins or classes, or a range that does not rise; a target that is no class, or a
 *   score of NaN, is a stream error, and without window and range a score outside [0, 1]
 * - **Source** Hanley and McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC) Curve", 1982;
 *   pairs of classes as in Hand and Till, "A Simple Generalisation of the Area Under the ROC Curve for Multiple Class
 *   Classification Problems", 2001
 *
 * @example
 * computeMetric(rocAuc(), { prediction: [0.1, 0.4, 0.35, 0.8], target: [0, 0, 1, 1] }) // => 0.75
 */
export function rocAuc(options?: RocAucOptions): Metric<number, 'rocAuc'> {
  const chosen = optionsOf('rocAuc', options, {
    ...binDefaults,
    classes: 2,
    multiClass: 'oneVsRest',
    average: 'macro',
  });
  const { classes, multiClass, average } = chosen;
  oneOf('rocAuc: multiClass', multiClass, ['oneVsRest', 'oneVsOne']);
  oneOf('rocAuc: average', average, ['macro', 'weighted']);
  if (!(Number.isSafeInteger(classes) && classes >= 2))
    throw new ContractError('rocAuc', 'classes must be an integer of at least 2', String(classes), 'Try 2.');
  if (classes === 2) return orderMetric(chosen, { name: 'rocAuc', value: orderedPairs, ofTree: orderedShare });
  return severalClasses('rocAuc', chosen);
}
