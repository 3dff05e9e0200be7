import type { Extremes } from './extremes.ts';

/**
 * Smallest and largest of all numbers since the beginning.
 *
 * @example
 * stateful(runningMaximum(allExtremes()))
 */
export function allExtremes(): Extremes {
  // An accumulator: 1 once there was a number; the smallest and the largest.
  return {
    settings: 'all',
    call: { $call: 'allExtremes', arguments: [] },
    size: 3,
    add(cells, at, x) {
      const first = cells[at] === 0;
      cells[at] = 1;
      if (first || x < cells[at + 1]!) cells[at + 1] = x;
      if (first || x > cells[at + 2]!) cells[at + 2] = x;
    },
    merge(cells, at, other, otherAt) {
      if (other[otherAt] === 0) return;
      const first = cells[at] === 0;
      cells[at] = 1;
      const [least, largest] = [other[otherAt + 1]!, other[otherAt + 2]!];
      if (first || least < cells[at + 1]!) cells[at + 1] = least;
      if (first || largest > cells[at + 2]!) cells[at + 2] = largest;
    },
    checkAt(cells, at, is) {
      const [seen, least, largest] = cells.subarray(at, at + 3);
      is.must(seen === 0 || seen === 1, 'a flag must be 0 or 1', seen);
      is.finite({ least, largest });
      is.must(least! <= largest!, 'the least number must not be above the largest', least);
    },
    least: (cells, at) => (cells[at] === 0 ? NaN : cells[at + 1]!),
    largest: (cells, at) => (cells[at] === 0 ? NaN : cells[at + 2]!),
  };
}
