import type { Example } from './example.ts';
import { refused } from './refused.ts';

/** Its square is still a number, with room for a sum. */
const LARGEST = 1e150;

/** Returns the predicted number, where numbers are predicted and not classes. */
export function predictedNumber(metric: string, example: Example): number {
  const { classes, score, target } = example;
  if (classes > 1)
    throw refused(metric, 'a prediction must be one number', `${classes} numbers`, example, 'Measure them one by one.');
  if (!(Math.abs(score) < LARGEST && Math.abs(target) < LARGEST))
    throw refused(
      metric,
      `prediction and target must be below ${LARGEST} in size`,
      `${score} and ${target}`,
      example,
      'Did the training diverge?',
    );
  return score;
}
