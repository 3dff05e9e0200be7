import type { Accumulator } from './accumulator.ts';
import type { Statistic } from './statistic.ts';
import { statisticOf } from './statistic-of.ts';

/**
 * Sum of all numbers, 0 before the first. The rounding errors of the additions are summed separately, so that many small
 * numbers are not lost in a large sum.
 *
 * - **Stream errors** `DataError` for an infinite number
 * - **Source** Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974
 *
 * @example
 * const { initial, step: see } = runningSum();
 * const now = initial();
 * [1e16, 1, -1e16].map(x => see(now, x)) // => [10000000000000000, 10000000000000000, 1]
 */
export function runningSum(): Statistic {
  // An accumulator: the sum, and its rounding error.
  const add = (cells: Float64Array, at: number, x: number): void => {
    const before = cells[at]!;
    const sum = (cells[at] = before + x);
    cells[at + 1]! += Math.abs(before) >= Math.abs(x) ? before - sum + x : x - sum + before;
  };
  const merge: Accumulator['merge'] = (cells, at, other, otherAt) => {
    add(cells, at, other[otherAt]!);
    cells[at + 1]! += other[otherAt + 1]!;
  };
  const checkAt: Accumulator['checkAt'] = (cells, at, is) => is.finite({ sum: cells[at], error: cells[at + 1] });
  return statisticOf({
    name: 'runningSum',
    given: [],
    cells: { settings: null, size: 2, add, merge, checkAt },
    value: (cells, at) => cells[at]! + cells[at + 1]!,
  });
}
