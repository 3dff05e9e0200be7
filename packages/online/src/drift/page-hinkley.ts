import { optionsOf } from '@thalweg/tensor/engine';
import { checkAmount, checkDirection, checkFinite, checkWhole } from './detector-checks.ts';
import type { Detector } from './detector.ts';
import type { Direction } from './direction.ts';

/** Options of {@link pageHinkley}. */
export interface PageHinkleyOptions {
  /** Changes of the mean by less than this are allowed, δ, in the unit of the values; 0.005 by default. */
  readonly tolerance?: number;
  /** The sum of deviations that means a drift, λ, in the unit of the values; 50 by default. */
  readonly threshold?: number;
  /** The number of first values that are never a drift; 30 by default. */
  readonly warmUp?: number;
  /** The changes that are reported; `'up'` by default. */
  readonly direction?: Direction;
}

/** The number of values, their mean, and the distances of the sums of deviations from their minimum and their maximum. */
export interface PageHinkleyState {
  count: number;
  mean: number;
  rise: number;
  fall: number;
}

/**
 * Returns the detector of Page and Hinkley: sums the deviations of values from their mean so far, `m_t = Σ(x_i − x̄_i − δ)`,
 * and reports a drift when `m_t − min m > λ`; for falls `max m' − m'_t > λ` with `m'_t = Σ(x_i − x̄_i + δ)`. It never warns.
 *
 * λ is about the jump of the mean times the number of values until it is detected: 50 is a jump by 0.5 over 100 values. A
 * loss of another scale needs another λ.
 *
 * - **Values** finite
 * - **After a drift** all counts restart with the next value
 * - **Throws** `ContractError` for other values, which are not counted; for a negative option
 * - **Source** Page, "Continuous Inspection Schemes", 1954; Hinkley, "Inference about the change-point from cumulative sum
 *   tests", 1971; as in Gama, Žliobaitė, Bifet, Pechenizkiy and Bouchachia, "A Survey on Concept Drift Adaptation", 2014, §3.2.1
 *
 * @example
 * const { initial, step: see } = pageHinkley({ threshold: 2, warmUp: 0 });
 * const now = initial();
 * [0, 0, 0, 0, 1, 1, 1, 1].map(value => see(now, value)).indexOf('drift') // => 6
 */
export function pageHinkley(options?: PageHinkleyOptions): Detector<PageHinkleyState> {
  const { tolerance, threshold, warmUp, direction } = optionsOf('pageHinkley', options, {
    tolerance: 0.005,
    threshold: 50,
    warmUp: 30,
    direction: 'up',
  });
  checkAmount('pageHinkley', 'tolerance', tolerance, 0.005);
  checkAmount('pageHinkley', 'threshold', threshold, 50);
  checkWhole('pageHinkley', 'warmUp', warmUp, 0);
  checkDirection('pageHinkley', direction);
  const [up, down] = [direction !== 'down', direction !== 'up'];
  const initial = (): PageHinkleyState => ({ count: 0, mean: 0, rise: 0, fall: 0 });
  return {
    name: 'pageHinkley',
    settings: { tolerance, threshold, warmUp, direction },
    initial,
    check({ count, mean, rise, fall }, is) {
      is.counts({ count });
      is.finite({ mean, rise, fall });
      is.amounts({ rise, fall });
    },
    step: (state, value) => {
      checkFinite('pageHinkley', value);
      const count = ++state.count;
      state.mean += (value - state.mean) / count;
      const off = value - state.mean;
      // The distance of a sum from its minimum follows from the last distance: neither the sum nor the minimum is needed.
      state.rise = Math.max(0, state.rise + off - tolerance);
      state.fall = Math.max(0, state.fall - off - tolerance);
      if (count <= warmUp || !((up && state.rise > threshold) || (down && state.fall > threshold))) return 'stable';
      Object.assign(state, initial());
      return 'drift';
    },
  };
}
