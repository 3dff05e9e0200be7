import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { StateCheck } from '../state/state-check.ts';
import { checkBetween, checkDirection, checkWhole } from './detector-checks.ts';
import type { Detector } from './detector.ts';
import type { Direction } from './direction.ts';

/** Options of {@link adwin}. */
export interface AdwinOptions {
  /** The probability of a cut without a change, δ; 0.002 by default. */
  readonly delta?: number;
  /** The number of buckets of each size, M: more buckets allow finer cuts; 5 by default. */
  readonly buckets?: number;
  /** The number of values between two searches for cuts; 32 by default, 1 in the paper. */
  readonly every?: number;
  /** The fewest values on each side of a cut; 5 by default, 1 in the paper. */
  readonly least?: number;
  /** The smallest and the largest possible value; `[0, 1]` by default. */
  readonly range?: readonly [number, number];
  /** The changes that are reported; the window is cut at every change. `'both'` by default. */
  readonly direction?: Direction;
}

/** The window, with values scaled to 0 to 1, and the number of values since the last search for cuts. */
export interface AdwinState extends ExponentialHistogram {
  waiting: number;
}

/** Buckets of one size take memory at once. */
const MOST_BUCKETS = 2 ** 20;

/**
 * Returns the detector ADWIN: a window that grows while its mean stays the same and drops its oldest values when the mean
 * changes. Cuts into two parts are tried wherever buckets meet; if for a cut into `n₀ + n₁` values the means differ by at least
 * `ε = √(2/m · σ² · ln(2/δ')) + 2/(3m) · ln(2/δ')`, with `1/m = 1/n₀ + 1/n₁` and `δ' = δ/ln(n₀ + n₁)`, the oldest bucket is
 * dropped, and again until no cut differs. A step that drops a bucket is a drift. It never warns.
 *
 * - **Values** within `range`. Clip a loss without a limit: `of: ({ loss }) => Math.min(loss, 5)`
 * - **Memory** `M·log₂(W/M)` buckets of a window of `W` values
 * - **After a drift** the window continues with the remaining values
 * - **Throws** `ContractError` for other values, which are not counted; for options out of range
 * - **Source** Bifet and Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", SDM 2007, §3.2 for ε, §4 for the
 *   buckets (ADWIN2). Looking only each 32 values, and at no side shorter than 5, is from their program (MOA)
 *
 * @example
 * const { initial, step: see } = adwin();
 * const now = initial();
 * Array.from({ length: 200 }, (_, i) => see(now, i < 100 ? 0 : 1)).indexOf('drift') // => 127
 */
export function adwin(options?: AdwinOptions): Detector<AdwinState> {
  const { delta, buckets, every, least, range, direction } = optionsOf('adwin', options, {
    delta: 0.002,
    buckets: 5,
    every: 32,
    least: 5,
    range: [0, 1],
    direction: 'both',
  });
  checkBetween('adwin', 'delta', delta, 0.002);
  checkWhole('adwin', 'buckets', buckets, 1);
  if (buckets > MOST_BUCKETS)
    throw new ContractError('adwin', `buckets must be at most ${MOST_BUCKETS}`, String(buckets), 'Try 5.');
  checkWhole('adwin', 'every', every, 1);
  checkWhole('adwin', 'least', least, 1);
  checkDirection('adwin', direction);
  const [low, high] = range;
  if (!(low < high && Number.isFinite(high - low)))
    throw new ContractError(
      'adwin',
      'range must be from a number to a greater one',
      `[${low}, ${high}]`,
      'Try [0, 1].',
    );
  return {
    name: 'adwin',
    settings: { delta, buckets, every, least, range, direction },
    initial: () => ({ ...emptyHistogram(buckets), waiting: 0 }),
    check(state, is) {
      checkHistogram(state, buckets, is);
      is.counts({ waiting: state.waiting });
      is.must(state.waiting < every, `waiting must be below ${every}`, state.waiting);
    },
    step: (state, value) => {
      if (!(value >= low && value <= high))
        throw new ContractError(
          'adwin',
          `each value must be from ${low} to ${high}`,
          String(value),
          'Give the range of the values, or clip them.',
        );
      addNewest(state, (value - low) / (high - low));
      if (++state.waiting < every) return 'stable';
      state.waiting = 0;
      let reported = false;
      for (let change = cut(state, delta, least); change !== 0; change = cut(state, delta, least)) {
        reported ||= direction === 'both' || change > 0 === (direction === 'up');
        dropOldest(state);
      }
      return reported ? 'drift' : 'stable';
    },
  };
}

/** Returns the difference of the newer and the older mean at the oldest cut where they differ; 0 if there is none. */
function cut(window: ExponentialHistogram, delta: number, least: number): number {
  const { width, counts, sums } = window;
  if (width < 2 * least) return 0;
  const places = sums.length / counts.length;
  const confidence = Math.log((2 * Math.log(width)) / delta);
  const spread = 2 * varianceOf(window) * confidence;
  let total = 0;
  for (let row = 0; row < counts.length; row++) for (let i = 0; i < counts[row]!; i++) total += sums[row * places + i]!;
  let [older, sum] = [0, 0];
  for (let row = counts.length - 1, size = 2 ** row; row >= 0; row--, size /= 2)
    for (let i = 0; i < counts[row]!; i++) {
      older += size;
      sum += sums[row * places + i]!;
      const newer = width - older;
      if (newer < least) return 0;
      if (older < least) continue;
      const change = (total - sum) / newer - sum / older;
      const share = 1 / older + 1 / newer;
      const apart = Math.abs(change) - (2 / 3) * share * confidence;
      if (apart >= 0 && apart * apart >= share * spread) return change;
    }
  return 0;
}

/**
 * The values of a window in buckets of 1, 2, 4, … values: at most `capacity` buckets of each size, the larger ones older.
 * Each bucket has its sum and the squared deviations from its mean.
 *
 * Row `r` has the buckets of `2^r` values, the oldest first, in `capacity + 1` places of `sums` and `squares`.
 */
interface ExponentialHistogram {
  width: number;
  counts: Int32Array;
  sums: Float64Array;
  squares: Float64Array;
}

/** Returns a window without values. */
function emptyHistogram(capacity: number): ExponentialHistogram {
  return {
    width: 0,
    counts: new Int32Array(1),
    sums: new Float64Array(capacity + 1),
    squares: new Float64Array(capacity + 1),
  };
}

/** Checks a restored window of values from 0 to 1. */
function checkHistogram(window: ExponentialHistogram, capacity: number, is: StateCheck): void {
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
function addNewest(into: ExponentialHistogram, value: number): void {
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
function dropOldest(from: ExponentialHistogram): void {
  let row = from.counts.length - 1;
  while (from.counts[row] === 0) row--;
  from.width -= 2 ** row;
  shift(from, row, 1);
}

/** Returns the population variance of all values. */
function varianceOf({ width, counts, sums, squares }: ExponentialHistogram): number {
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
