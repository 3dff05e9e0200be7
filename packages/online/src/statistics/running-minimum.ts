import { allExtremes } from './all-extremes.ts';
import type { Extremes } from './extremes.ts';
import { callsOf, statisticOf } from './statistic-of.ts';
import type { Statistic } from './statistic.ts';

/**
 * Smallest of all numbers, or of the last ones with {@link windowedExtremes}. NaN is ignored; before the first number, the
 * value is NaN.
 *
 * - **Stream errors** `DataError` for an infinite number
 *
 * @example
 * const { initial, step: see } = runningMinimum();
 * const now = initial();
 * [2, 1, 3].map(x => see(now, x)) // => [2, 1, 1]
 */
export function runningMinimum(of?: Extremes): Statistic {
  const cells = of ?? allExtremes();
  return statisticOf({ name: 'runningMinimum', given: callsOf(of), cells, value: cells.least });
}
