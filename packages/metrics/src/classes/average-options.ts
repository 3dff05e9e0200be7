import type { ClassOptions } from './class-options.ts';

/** The ways to make one score of those of the classes. */
export const AVERAGES = ['binary', 'macro', 'micro', 'weighted'] as const;

/** Options of metrics that have a score for each class. */
export interface ClassAverageOptions extends ClassOptions {
  /**
   * `'binary'`, for two classes the default, is the score of class 1. `'macro'`, for more the default, is the mean over the
   * classes that were true or predicted; `'weighted'` weighs them by how often they were true; `'micro'` counts all together.
   */
  readonly average?: (typeof AVERAGES)[number];
}
