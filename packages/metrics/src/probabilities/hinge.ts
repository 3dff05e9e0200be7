import type { Metric } from '../metric/metric.ts';
import type { Example } from '../metric/example.ts';
import { refused, trueClass } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/**
 * Hinge loss: the mean of `max(0, 1 − m)`, where m is the margin; NaN without examples. With one score, the margin is the score
 * for class 1, and its negative for class 0. With several scores, it is the score of the true class minus the largest other
 * one.
 *
 * - **Stream errors** a target that is no class, a score that is not finite
 * - **Source** Crammer and Singer, "On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines", 2001
 *
 * @example
 * computeMetric(hinge(), { prediction: [0.5, -3], target: [1, 0] }) // => 0.25
 */
export function hinge(): Metric<number, 'hinge'> {
  return { name: 'hinge', ...meanOf(), seen: example => Math.max(0, 1 - marginOf(example)) };
}

function marginOf(example: Example): number {
  const { classes, scores, score, from } = example;
  const label = trueClass('hinge', example, Math.max(2, classes));
  if (classes === 1) return checked(example, label === 1 ? score : -score);
  let other = -Infinity;
  for (let i = 0; i < classes; i++) {
    const given = checked(example, scores[from + i]!);
    if (i !== label) other = Math.max(other, given);
  }
  return scores[from + label]! - other;
}

function checked(example: Example, score: number): number {
  if (!Number.isFinite(score))
    throw refused('hinge', 'a score must be finite', score, example, 'Did the training diverge?');
  return score;
}
