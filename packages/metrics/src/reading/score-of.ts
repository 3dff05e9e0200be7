import type { Example } from './example.ts';
import { refused } from './refused.ts';

/** Returns the score of class 1: the predicted number, or of two classes that of class 1. */
export function scoreOf(metric: string, example: Example): number {
  const { classes } = example;
  if (classes > 2)
    throw refused(
      metric,
      'a prediction must be a number or of two classes',
      `${classes} classes`,
      example,
      'Give the score of one class, or classes to rocAuc.',
    );
  const score = classes === 1 ? example.score : example.scores[example.from + 1]!;
  if (Number.isNaN(score)) throw refused(metric, 'a score must be a number', NaN, example, 'Did the training diverge?');
  return score;
}
