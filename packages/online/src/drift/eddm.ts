import { optionsOf } from '@thalweg/tensor/engine';
import { checkBetween, checkBit, checkOrder, checkWhole } from './detector-checks.ts';
import type { Detector } from './detector.ts';

/** Options of {@link eddm}. */
export interface EddmOptions {
  /** Warns when the distances fall below this share of their maximum, α; 0.95 by default. */
  readonly warning?: number;
  /** Reports a drift when they fall below this share, β; 0.9 by default. */
  readonly drift?: number;
  /** The number of first values that set no maximum, and of first errors that change no status; 30 by default. */
  readonly warmUp?: number;
}

/** Mean and squared deviations of the distances between errors, their maximum, and the position of the last error. */
export interface EddmState {
  count: number;
  last: number;
  errors: number;
  mean: number;
  squares: number;
  most: number;
  warned: boolean;
}

/**
 * Returns the detector EDDM: watches the distances between one error and the next, with mean `p` and deviation `s`: they should grow while a model
 * learns. Warns when `(p + 2s)/(p_max + 2s_max) < 0.95` and reports a drift when it is below 0.9, where
 * `p_max + 2s_max` was largest.
 *
 * Detects slow rises of the error rate that `ddm` misses, at the price of more false alarms.
 *
 * - **Values** 0 or 1, an error. Between errors the status does not change
 * - **After a drift** all counts restart with the next value; in the paper they restart where the warning began
 * - **Throws** `ContractError` for other values, which are not counted; for shares that are not between 0 and 1, or a
 *   warning below the drift
 * - **Source** Baena-García, del Campo-Ávila, Fidalgo, Bifet, Gavaldà and Morales-Bueno, "Early Drift Detection Method",
 *   2006, §3. What the paper leaves open is as in the first author's program (MOA): the first distance is from the beginning,
 *   deviations are those of the population, and the maximum is taken from the 31st value on
 *
 * @example
 * const { initial, step: see } = eddm({ warmUp: 4 });
 * const now = initial();
 * Array.from({ length: 40 }, (_, i) => see(now, i < 20 ? Number(i % 4 === 3) : 1)).indexOf('drift') // => 26
 */
export function eddm(options?: EddmOptions): Detector<EddmState> {
  const { warning, drift, warmUp } = optionsOf('eddm', options, { warning: 0.95, drift: 0.9, warmUp: 30 });
  checkBetween('eddm', 'warning', warning, 0.95);
  checkBetween('eddm', 'drift', drift, 0.9);
  checkWhole('eddm', 'warmUp', warmUp, 2);
  checkOrder('eddm', 'warning must be at least drift', warning >= drift, [warning, drift]);
  const initial = (): EddmState => ({ count: 0, last: 0, errors: 0, mean: 0, squares: 0, most: 0, warned: false });
  return {
    name: 'eddm',
    settings: { warning, drift, warmUp },
    initial,
    check({ count, last, errors, mean, squares, most }, is) {
      is.counts({ count, last, errors });
      is.must(errors <= last && last <= count, 'errors must be at most last, and last at most count', last);
      is.finite({ mean, squares, most });
      is.amounts({ mean, squares, most });
    },
    step: (state, value) => {
      checkBit('eddm', value);
      const count = ++state.count;
      if (value === 0) return state.warned ? 'warning' : 'stable';
      const distance = count - state.last;
      state.last = count;
      const errors = ++state.errors;
      const off = distance - state.mean;
      state.mean += off / errors;
      state.squares += off * (distance - state.mean);
      const reach = state.mean + 2 * Math.sqrt(state.squares / errors);
      if (count > warmUp && reach > state.most) state.most = reach;
      if (errors > warmUp && reach < drift * state.most) {
        Object.assign(state, initial());
        return 'drift';
      }
      state.warned = errors > warmUp && reach < warning * state.most;
      return state.warned ? 'warning' : 'stable';
    },
  };
}
