import type { Accumulator } from './accumulator.ts';
import type { Statistic } from './statistic.ts';
import { statisticOf } from './statistic-of.ts';

/**
 * Counts the numbers; NaN is not counted.
 *
 * - **Stream errors** `DataError` for an infinite number
 *
 * @example
 * const { initial, step: see } = runningCount();
 * const now = initial();
 * [7, NaN, 7].map(x => see(now, x)) // => [1, 1, 2]
 */
export function runningCount(): Statistic {
  const add = (cells: Float64Array, at: number): void => void cells[at]!++;
  const merge: Accumulator['merge'] = (cells, at, other, otherAt) => void (cells[at]! += other[otherAt]!);
  const checkAt: Accumulator['checkAt'] = (cells, at, is) => is.counts({ count: cells[at] });
  return statisticOf({
    name: 'runningCount',
    given: [],
    cells: { settings: null, size: 1, add, merge, checkAt },
    value: (cells, at) => cells[at]!,
  });
}
