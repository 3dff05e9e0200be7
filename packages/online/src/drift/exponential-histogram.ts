import type { StateCheck } from '../state/state-check.ts';

/**
 * The values of a window in buckets of 1, 2, 4, … values: at most `capacity` buckets of each size, the larger ones older.
 * Each bucket has its sum and the squared deviations from its mean.
 *
 * Row `r` has the buckets of `2^r` values, the oldest first, in `capacity + 1` places of `sums` and `squares`.
 */
export interface ExponentialHistogram {
  width: number;
  counts: Int32Array;
  sums: Float64Array;
  squares: Float64Array;
}

/** Returns a window without values. */
export function emptyHistogram(capacity: number): ExponentialHistogram {
  return {
    width: 0,
    counts: new Int32Array(1),
    sums: new Float64Array(capacity + 1),
    squares: new Float64Array(capacity + 1),
  };
}

/** Checks a restored window of values from 0 to 1. */
export function checkHistogram(window: ExponentialHistogram, capacity: number, is: StateCheck): void {
  const { width, counts, sums, squares } = window;
  const [rows, places] = [counts.length, capacity + 1];
  is.must(rows > 0 && rows <= MOST_ROWS, `counts must be of 1 to ${MOST_ROWS} rows`, rows);
  is.numbers('sums', sums, rows * places, 0);
  is.numbers('squares', squares, rows * places, 0);
  let total = 0;
  counts.forEach((count, row) => {
    is.must(count >= 0 && count <= capacity, `a row must have at most ${capacity} buckets`, count);
    total += count * 2 ** row;
  });
  is.must(width === total, `width must be ${total}, the values of all buckets`, width);
  sums.forEach((sum, place) => {
    const size = 2 ** Math.floor(place / places);
    // A sum of as many rounded values may be above by their rounding.
    is.must(
      place % places >= counts[Math.floor(place / places)]! || sum <= size * (1 + 1e-9),
      'a sum must fit its bucket',
      sum,
    );
  });
}

/** The rows of a window that no stream fills. */
const MOST_ROWS = 53;

/** Adds the newest value. A row with too many buckets then merges its two oldest into one bucket of the next row. */
export function addNewest(into: ExponentialHistogram, value: number): void {
  const places = into.sums.length / into.counts.length;
  into.width++;
  append(into, 0, value, 0);
  for (let row = 0, size = 1; into.counts[row] === places; row++, size *= 2) {
    if (row + 1 === into.counts.length) addRow(into, places);
    const { sums, squares } = into;
    const at = row * places;
    const apart = sums[at]! - sums[at + 1]!;
    const joined = squares[at]! + squares[at + 1]! + (apart * apart) / (2 * size);
    append(into, row + 1, sums[at]! + sums[at + 1]!, joined);
    shift(into, row, 2);
  }
}

/** Drops the oldest bucket. */
export function dropOldest(from: ExponentialHistogram): void {
  let row = from.counts.length - 1;
  while (from.counts[row] === 0) row--;
  from.width -= 2 ** row;
  shift(from, row, 1);
}

/** Returns the population variance of all values. */
export function varianceOf({ width, counts, sums, squares }: ExponentialHistogram): number {
  const places = sums.length / counts.length;
  let total = 0;
  for (let row = 0; row < counts.length; row++) for (let i = 0; i < counts[row]!; i++) total += sums[row * places + i]!;
  const mean = total / width;
  let deviations = 0;
  for (let row = 0, size = 1; row < counts.length; row++, size *= 2)
    for (let i = 0; i < counts[row]!; i++) {
      const off = sums[row * places + i]! / size - mean;
      deviations += squares[row * places + i]! + size * off * off;
    }
  return deviations / width;
}

function append({ counts, sums, squares }: ExponentialHistogram, row: number, sum: number, deviations: number): void {
  const at = (row * sums.length) / counts.length + counts[row]!++;
  sums[at] = sum;
  squares[at] = deviations;
}

/** Takes the oldest buckets out of a row. */
function shift({ counts, sums, squares }: ExponentialHistogram, row: number, by: number): void {
  const first = (row * sums.length) / counts.length;
  const left = (counts[row]! -= by);
  for (let i = first; i < first + left; i++) {
    sums[i] = sums[i + by]!;
    squares[i] = squares[i + by]!;
  }
}

/** One size more: this is seldom, each time after twice as many values as before. */
function addRow(to: ExponentialHistogram, places: number): void {
  const [counts, sums, squares] = [to.counts, to.sums, to.squares];
  to.counts = new Int32Array(counts.length + 1);
  to.counts.set(counts);
  to.sums = new Float64Array(sums.length + places);
  to.sums.set(sums);
  to.squares = new Float64Array(squares.length + places);
  to.squares.set(squares);
}
