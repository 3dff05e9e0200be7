import type { Moments } from './moments.ts';

/**
 * Mean and variance of all numbers since the beginning, with equal weights.
 *
 * - **Source** Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962
 *
 * @example
 * stateful(runningVariance(allMoments()))
 */
export function allMoments(): Moments {
  // An accumulator: the number of numbers, their mean, the sum of squares around it.
  return {
    settings: 'all',
    call: { $call: 'allMoments', arguments: [] },
    size: 3,
    add(cells, at, x) {
      const count = ++cells[at]!;
      const deviation = x - cells[at + 1]!;
      cells[at + 1]! += deviation / count;
      cells[at + 2]! += deviation * (x - cells[at + 1]!);
    },
    checkAt(cells, at, is) {
      const [count, mean, squares] = cells.subarray(at, at + 3);
      is.counts({ count });
      is.finite({ mean });
      is.amounts({ squares });
      is.must(count! > 0 || (mean === 0 && squares === 0), 'a mean must be of some numbers', mean);
    },
    mean: (cells, at) => (cells[at] === 0 ? NaN : cells[at + 1]!),
    variance: (cells, at) => cells[at + 2]! / cells[at]!,
  };
}
