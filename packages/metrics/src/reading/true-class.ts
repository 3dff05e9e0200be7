import type { Example } from './example.ts';
import { refused } from './refused.ts';

/** Returns the true class, from 0 to `classes − 1`. */
export function trueClass(metric: string, example: Example, classes: number): number {
  const { target } = example;
  if (!(Number.isInteger(target) && target >= 0 && target < classes))
    throw refused(
      metric,
      `a target must be a class from 0 to ${classes - 1}`,
      target,
      example,
      'Number the classes from 0 on, and give examples without a class the weight 0.',
    );
  return target;
}
