import { allocate, foldIn, key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkBetween, checkFinite, checkOrder, checkWhole } from './detector-checks.ts';
import type { Detector } from './detector.ts';
import { indexSampler, kolmogorovDistance } from '../statistics/samples.ts';

/** Options of {@link kswin}. */
export interface KswinOptions {
  /** The probability that one test finds a difference where there is none, α; 0.005 by default. */
  readonly alpha?: number;
  /** The length of the window, n; 100 by default. */
  readonly window?: number;
  /** The number of newest values that are compared with as many older ones, r; 30 by default. */
  readonly newest?: number;
  /** The seed of the samples; 0 by default. */
  readonly seed?: number;
}

/** The window as a ring, its number of values, the place of the next, and the number of samples drawn. */
export interface KswinState {
  values: Float64Array;
  filled: number;
  next: number;
  draws: number;
}

/**
 * Returns the detector KSWIN: compares the newest values of a window with a random sample of the older ones by the test of Kolmogorov and Smirnov, and
 * reports a drift when their distribution functions are more than `√(−ln α/r)` apart. So it detects any change of the distribution, not only a
 * change of the mean. It never warns.
 *
 * It tests after every value: expect false alarms, and choose an α far below an acceptable rate.
 *
 * - **Values** finite
 * - **After a drift** the newest values stay, and the window fills up again
 * - **Chance** the sample is a function of the seed and of the number of samples drawn before
 * - **Throws** `ContractError` for other values, which are not counted; for an α that is not between 0 and 1, or a window
 *   shorter than twice the newest
 * - **Source** Raab, Heusinger and Schleif, "Reactive Soft Prototype Computing for Concept Drift Streams", Neurocomputing 416,
 *   2020, with the defaults of the authors' program (scikit-multiflow)
 *
 * @example
 * const { initial, step: see } = kswin({ seed: 7 });
 * const now = initial();
 * Array.from({ length: 200 }, (_, i) => see(now, i < 150 ? 0 : 1)).indexOf('drift') // => 162
 */
export function kswin(options?: KswinOptions): Detector<KswinState> {
  const { alpha, window, newest, seed } = optionsOf('kswin', options, {
    alpha: 0.005,
    window: 100,
    newest: 30,
    seed: 0,
  });
  checkBetween('kswin', 'alpha', alpha, 0.005);
  checkWhole('kswin', 'newest', newest, 2);
  checkWhole('kswin', 'window', window, 4);
  checkOrder('kswin', 'window must be at least twice newest', window >= 2 * newest, [window, newest]);
  const older = window - newest;
  const sample = indexSampler(foldIn(key(seed), 'kswin'), older, newest);
  const bound = Math.sqrt(-Math.log(alpha) / newest);
  const [now, then] = [allocate('float64', newest), allocate('float64', newest)];
  return {
    name: 'kswin',
    settings: { alpha, window, newest, seed },
    initial: () => ({ values: allocate('float64', window), filled: 0, next: 0, draws: 0 }),
    check({ values, filled, next, draws }, is) {
      is.numbers('values', values, window);
      is.counts({ filled, next, draws });
      is.must(filled <= window, `filled must be at most ${window}`, filled);
      is.must(next < window, `next must be below ${window}`, next);
    },
    step: (state, value) => {
      checkFinite('kswin', value);
      const { values } = state;
      values[state.next] = value;
      const oldest = (state.next = (state.next + 1) % window);
      if (state.filled < window && ++state.filled < window) return 'stable';
      const indices = sample(state.draws++);
      for (let i = 0; i < newest; i++) {
        then[i] = values[(oldest + indices[i]!) % window]!;
        now[i] = values[(oldest + older + i) % window]!;
      }
      if (kolmogorovDistance(now.sort(), then.sort()) <= bound) return 'stable';
      state.filled = newest;
      return 'drift';
    },
  };
}
