import type { Accumulator } from './accumulator.ts';
import { betweenSorted, sortedInsert, sortedIndex } from './samples.ts';
import { checkQuantile, checkWindow, statisticOf } from './statistic-of.ts';
import type { Statistic } from './statistic.ts';

/**
 * Exact quantile `p` of the last `length` numbers, with linear interpolation. NaN before the first.
 *
 * - **Cost** a binary search and two moves of at most `length` numbers; 2·length + 3 numbers of memory
 * - **Throws** `ContractError` for a p outside of (0, 1), a length that is no whole number above 0
 * - **Stream errors** `DataError` for an infinite number
 * - **Source** Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, definition 7
 *
 * @example
 * const { initial, step: see } = windowedQuantile(0.5, 3);
 * const now = initial();
 * [1, 2, 9, 9].map(x => see(now, x)) // => [1, 1.5, 2, 9]
 */
export function windowedQuantile(p: number, length: number): Statistic {
  checkQuantile('windowedQuantile', p);
  checkWindow('windowedQuantile', length);
  // An accumulator: the number of numbers; the place of the next; the numbers in order of arrival; sorted, with room for one more.
  const add = (cells: Float64Array, at: number, x: number): void => {
    const oldest = at + 2 + cells[at + 1]!;
    const sorted = at + 2 + length;
    if (cells[at] === length) {
      const place = sortedIndex(cells, sorted, length, cells[oldest]!);
      cells.copyWithin(place, place + 1, sorted + length);
    } else cells[at]!++;
    sortedInsert(cells, sorted, cells[at]! - 1, x);
    cells[oldest] = x;
    cells[at + 1] = (cells[at + 1]! + 1) % length;
  };
  const checkAt: Accumulator['checkAt'] = (cells, at, is) => {
    is.numbers('a window', cells.subarray(at, at + 3 + 2 * length), 3 + 2 * length);
    const [count, next] = cells.subarray(at, at + 2);
    is.counts({ count, next });
    is.must(count! <= length, `a window must have at most ${length} numbers`, count);
    is.must(next! < length && (count === length || next === count), 'the next number must be within the window', next);
    const sorted = cells.slice(at + 2, at + 2 + count!).sort();
    const wrong = sorted.findIndex((x, i) => x !== cells[at + 2 + length + i]);
    is.must(wrong < 0, 'the sorted numbers must be those of the window', cells[at + 2 + length + wrong]);
  };
  return statisticOf({
    name: 'windowedQuantile',
    given: [p, length],
    cells: { settings: { p, window: length }, size: 3 + 2 * length, add, checkAt },
    value: (cells, at) => betweenSorted(cells, at + 2 + length, cells[at]!, p),
  });
}
