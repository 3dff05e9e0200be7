import { checkWindow } from './statistic-of.ts';
import type { Extremes } from './extremes.ts';

/**
 * Smallest and largest of the last `length` numbers.
 *
 * - **Cost** a step on average, `length` steps once in a block; 2·length + 4 numbers of memory
 * - **Throws** `ContractError` for a length that is no whole number above 0
 * - **Source** van Herk, "A Fast Algorithm for Local Minimum and Maximum Filters", 1992, §3
 *
 * @example
 * stateful(runningMaximum(windowedExtremes(100)))
 */
export function windowedExtremes(length: number): Extremes {
  checkWindow('windowedExtremes', length);
  // An accumulator: the number of numbers of the new block; the least and the largest of them; 1 once an old block is there; and in each
  // place a number of the new block or, where it has not come yet, the least of the old one's end from there, and the largest.
  const HEAD = 4;
  const joined =
    (one: 1 | 2, farther: (a: number, b: number) => number) =>
    (cells: Float64Array, at: number): number => {
      const count = cells[at]!;
      if (cells[at + 3] === 0) return count === 0 ? NaN : cells[at + one]!;
      const old = cells[at + HEAD + (one - 1) * length + count]!;
      return count === 0 ? old : farther(old, cells[at + one]!);
    };
  return {
    settings: { window: length },
    call: { $call: 'windowedExtremes', arguments: [length] },
    size: HEAD + 2 * length,
    add(cells, at, x) {
      const numbers = at + HEAD;
      const before = cells[at]!++;
      cells[numbers + before] = x;
      cells[at + 1] = before === 0 ? x : Math.min(cells[at + 1]!, x);
      cells[at + 2] = before === 0 ? x : Math.max(cells[at + 2]!, x);
      if (before + 1 < length) return;
      let least = x;
      let largest = x;
      for (let i = length - 1; i >= 0; i--) {
        const y = cells[numbers + i]!;
        cells[numbers + i] = least = Math.min(least, y);
        cells[numbers + length + i] = largest = Math.max(largest, y);
      }
      cells[at] = 0;
      cells[at + 3] = 1;
    },
    checkAt(cells, at, is) {
      const [count, , , full] = cells.subarray(at, at + HEAD);
      is.counts({ count });
      is.must(count! < length && (full === 0 || full === 1), `a block must have less than ${length} numbers`, count);
      is.numbers('a window', cells.subarray(at, at + HEAD + 2 * length), HEAD + 2 * length);
    },
    least: joined(1, Math.min),
    largest: joined(2, Math.max),
  };
}
