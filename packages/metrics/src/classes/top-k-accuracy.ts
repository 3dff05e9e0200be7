import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import type { Example } from '../metric/example.ts';
import { refused, trueClass } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/** Options of {@link topKAccuracy}. */
export interface TopKAccuracyOptions {
  /** The number of classes that may be named, 2 by default. */
  readonly k?: number;
}

/**
 * Share of examples whose class is among the k with the largest scores, by weight; NaN without examples. Of equal scores that
 * of the lower class comes first, so that with k = 1 it is the accuracy.
 *
 * - **Throws** `ContractError` for a k below 1; a target that is no class, a score of NaN, or a prediction without a score for
 *   each class is a stream error
 *
 * @example
 * computeMetric(topKAccuracy({ k: 2 }), { prediction: [[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]], target: [1, 2] }) // => 0.5
 */
export function topKAccuracy(options?: TopKAccuracyOptions): Metric<number, 'topKAccuracy'> {
  const { k } = optionsOf('topKAccuracy', options, { k: 2 });
  if (!(Number.isSafeInteger(k) && k >= 1))
    throw new ContractError('topKAccuracy', 'k must be an integer of at least 1', String(k), 'Try 5.');
  const seen = (example: Example): number => (rankOf(example) < k ? 1 : 0);
  return { name: 'topKAccuracy', settings: { k }, ...meanOf(), better: 'higher', seen };
}

/** Returns the number of classes that come before the true one. */
function rankOf(example: Example): number {
  const { classes, scores, from } = example;
  if (classes < 2)
    throw refused(
      'topKAccuracy',
      'a prediction must have a score for each class',
      '1 number',
      example,
      'Try accuracy.',
    );
  const label = trueClass('topKAccuracy', example, classes);
  const own = scores[from + label]!;
  let before = 0;
  for (let i = 0; i < classes; i++) {
    const score = scores[from + i]!;
    if (Number.isNaN(score))
      throw refused('topKAccuracy', 'a score must be a number', NaN, example, 'Did the training diverge?');
    if (score > own || (score === own && i < label)) before++;
  }
  return before;
}
