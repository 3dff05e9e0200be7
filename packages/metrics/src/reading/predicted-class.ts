import type { Example } from './example.ts';
import { likeliestClass } from './likeliest-class.ts';
import { scoreOf } from './score-of.ts';

/** Returns the predicted class: 1 for a number above the threshold and 0 for others; of several scores the largest. */
export function predictedClass(metric: string, example: Example, threshold: number): number {
  if (example.classes > 1) return likeliestClass(metric, example);
  return scoreOf(metric, example) > threshold ? 1 : 0;
}
