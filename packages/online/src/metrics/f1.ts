import { ContractError } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { classMetric } from './class-metric.ts';
import { classDefaults, type ClassOptions } from './class-options.ts';
import { classTotals } from './class-totals.ts';
import type { Metric } from './metric.ts';

const AVERAGES = ['binary', 'macro', 'micro', 'weighted'] as const;

/** Options of {@link f1}. */
export interface F1Options extends ClassOptions {
  /**
   * `'binary'`, for two classes the default, is the score of class 1. `'macro'`, for more the default, is the mean over the
   * classes that were true or predicted; `'weighted'` weighs them by how often they were true; `'micro'` counts all together.
   */
  readonly average?: (typeof AVERAGES)[number];
}

/**
 * F₁, the harmonic mean of precision and recall: `2·TP/(2·TP + FP + FN)`, 0 for a class that was neither true nor predicted;
 * NaN without examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes, or an unknown average; a target that is no class, or a
 *   score of NaN, is a stream error
 * - **Source** van Rijsbergen, "Information Retrieval", 1979, ch. 7; averages as in scikit-learn
 */
export function f1(options?: F1Options): Metric<number, 'f1'> {
  const chosen = optionsOf('f1', options, { ...classDefaults, average: undefined });
  const { classes, average = classes === 2 ? 'binary' : 'macro' } = chosen;
  if (oneOf('f1: average', average, AVERAGES) === 'binary' && classes !== 2)
    throw new ContractError(
      'f1',
      'a binary average must be of 2 classes',
      `binary of ${classes} classes`,
      "Try 'macro'.",
    );
  return classMetric('f1', chosen, { average }, matrix => {
    const { hits, actual, predicted, right, all } = classTotals(matrix, classes);
    if (!(all > 0)) return NaN;
    if (average === 'micro') return right / all;
    const sizes = hits.map((_, label) => actual[label]! + predicted[label]!);
    const scores = hits.map((hit, label) => (sizes[label]! > 0 ? (2 * hit) / sizes[label]! : 0));
    if (average === 'binary') return scores[1]!;
    const shares = average === 'weighted' ? actual : sizes.map(size => (size > 0 ? 1 : 0));
    return (
      dot(scores, shares) /
      dot(
        shares,
        shares.map(() => 1),
      )
    );
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
