import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkBetween, checkDirection, checkWhole } from './check-options.ts';
import type { Detector } from './detector.ts';
import type { Direction } from './direction.ts';
import {
  addNewest,
  checkHistogram,
  dropOldest,
  emptyHistogram,
  varianceOf,
  type ExponentialHistogram,
} from './exponential-histogram.ts';

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
