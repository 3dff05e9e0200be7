import type { Example } from './example.ts';
import { refused } from './refused.ts';

/** Returns a number of an example, if it is a probability. */
export function probabilityOf(metric: string, example: Example, given: number): number {
  if (!(given >= 0 && given <= 1))
    throw refused(
      metric,
      'a prediction must be a probability',
      given,
      example,
      'Apply sigmoid or softmax, or see which options it has for other scores.',
    );
  return given;
}
