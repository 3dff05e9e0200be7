import { allMoments } from './all-moments.ts';
import type { Moments } from './moments.ts';
import { statistic, type Statistic } from './statistic.ts';

/**
 * The mean of all numbers, or of those that {@link exponentialMoments} or {@link windowedMoments} let count. NaN teaches
 * nothing; before the first number, the mean is NaN.
 *
 * - **Stream errors** `DataError` for an infinite number
 *
 * @example
 * const { initial, step: see } = runningMean();
 * const now = initial();
 * [1, 2, 6].map(x => see(now, x)) // => [1, 1.5, 3]
 */
export function runningMean(of: Moments = allMoments()): Statistic {
  return statistic('runningMean', of, of.mean);
}
