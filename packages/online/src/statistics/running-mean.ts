import { allMoments } from './all-moments.ts';
import { callsOf, mergeOfMoments, statisticOf } from './statistic-of.ts';
import type { Moments } from './moments.ts';
import type { Statistic } from './statistic.ts';

/**
 * Mean of all numbers, or of those that {@link exponentialMoments} or {@link windowedMoments} count. NaN is ignored;
 * before the first number, the mean is NaN.
 *
 * - **Stream errors** `DataError` for an infinite number
 *
 * @example
 * const { initial, step: see } = runningMean();
 * const now = initial();
 * [1, 2, 6].map(x => see(now, x)) // => [1, 1.5, 3]
 */
export function runningMean(of?: Moments): Statistic {
  const moments = of ?? allMoments();
  const cells = { ...moments, merge: mergeOfMoments(moments) };
  return statisticOf({ name: 'runningMean', given: callsOf(of), cells, value: moments.mean });
}
