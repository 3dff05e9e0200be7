import { checkWindow } from './statistic-of.ts';
import type { Moments } from './moments.ts';

/**
 * Mean and variance of the last `length` numbers.
 *
 * Nothing is ever subtracted, so rounding errors do not grow: blocks of `length` numbers are summed from their last number back and, as
 * they are replaced, from their first one on; the window is the end of one block and the beginning of the next.
 *
 * - **Cost** a step on average, `length` steps once in a block; 2·length + 4 numbers of memory
 * - **Throws** `ContractError` for a length that is no whole number above 0
 * - **Source** blocks: van Herk, "A Fast Algorithm for Local Minimum and Maximum Filters", 1992, §3; joining: Chan, Golub and
 *   LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979
 *
 * @example
 * stateful(runningMean(windowedMoments(100)))
 */
export function windowedMoments(length: number): Moments {
  checkWindow('windowedMoments', length);
  // An accumulator: the number of numbers of the new block; their mean and squares; 1 once an old block is there; and in each place a
  // number of the new block or, where it has not come yet, the mean of the old one's end from there, and its squares.
  const HEAD = 4;
  const join = (cells: Float64Array, at: number): { mean: number; squares: number; count: number } => {
    const count = cells[at]!;
    const mean = cells[at + 1]!;
    const squares = cells[at + 2]!;
    if (cells[at + 3] === 0) return { mean, squares, count };
    const rest = length - count;
    const apart = cells[at + HEAD + count]! - mean;
    return {
      mean: count === 0 ? cells[at + HEAD]! : mean + (apart * rest) / length,
      squares:
        squares + cells[at + HEAD + length + count]! + (count === 0 ? 0 : (apart * apart * count * rest) / length),
      count: length,
    };
  };
  return {
    settings: { window: length },
    call: { $call: 'windowedMoments', arguments: [length] },
    size: HEAD + 2 * length,
    add(cells, at, x) {
      const numbers = at + HEAD;
      cells[numbers + cells[at]!] = x;
      const count = ++cells[at]!;
      const deviation = x - cells[at + 1]!;
      cells[at + 1]! += deviation / count;
      cells[at + 2]! += deviation * (x - cells[at + 1]!);
      if (count < length) return;
      sumFromTheEnd(cells, numbers, length);
      cells.fill(0, at, at + 3);
      cells[at + 3] = 1;
    },
    checkAt(cells, at, is) {
      const [count, mean, squares, full] = cells.subarray(at, at + HEAD);
      is.counts({ count });
      is.must(count! < length && (full === 0 || full === 1), `a block must have less than ${length} numbers`, count);
      is.must(count! > 0 || (mean === 0 && squares === 0), 'a mean must be of some numbers', mean);
      is.numbers('a window', cells.subarray(at, at + HEAD + length), HEAD + length);
      is.amounts({ squares });
      for (let i = at + HEAD + length; i < at + HEAD + 2 * length; i++) is.amounts({ squares: cells[i] });
    },
    mean(cells, at) {
      const { mean, count } = join(cells, at);
      return count === 0 ? NaN : mean;
    },
    variance(cells, at) {
      const { squares, count } = join(cells, at);
      return squares / count;
    },
  };
}

/** Replaces each number by the mean of the numbers from there to the end, and writes the squares around it after them. */
function sumFromTheEnd(cells: Float64Array, numbers: number, length: number): void {
  let mean = 0;
  let squares = 0;
  for (let i = length - 1; i >= 0; i--) {
    const x = cells[numbers + i]!;
    const deviation = x - mean;
    mean += deviation / (length - i);
    squares += deviation * (x - mean);
    cells[numbers + i] = mean;
    cells[numbers + length + i] = squares;
  }
}
