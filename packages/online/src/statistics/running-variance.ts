import { allMoments } from './all-moments.ts';
import { callsOf, mergeOfMoments, statisticOf } from './statistic-of.ts';
import type { Moments } from './moments.ts';
import type { Statistic } from './statistic.ts';

/**
 * Population variance of all numbers, or of those that {@link exponentialMoments} or {@link windowedMoments} count. NaN is
 * ignored; before the first number, the variance is NaN.
 *
 * - **Stream errors** `DataError` for an infinite number
 *
 * @example
 * const { initial, step: see } = runningVariance();
 * const now = initial();
 * [1, 3, 2].map(x => see(now, x)) // => [0, 1, 0.6666666666666666]
 */
export function runningVariance(of?: Moments): Statistic {
  const moments = of ?? allMoments();
  const cells = { ...moments, merge: mergeOfMoments(moments) };
  return statisticOf({ name: 'runningVariance', given: callsOf(of), cells, value: moments.variance });
}
