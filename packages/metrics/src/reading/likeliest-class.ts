import type { Example } from './example.ts';
import { refused } from './refused.ts';

/** Returns the class of the largest score, the first of equal ones. */
export function likeliestClass(metric: string, example: Example): number {
  const { scores, from, classes } = example;
  let best = 0;
  for (let i = 0; i < classes; i++) {
    const score = scores[from + i]!;
    if (Number.isNaN(score))
      throw refused(metric, 'a score must be a number', NaN, example, 'Did the training diverge?');
    if (score > scores[from + best]!) best = i;
  }
  return best;
}
