import { optionsOf } from '@thalweg/tensor/engine';
import { checkAmount, checkBit, checkOrder, checkWhole } from './detector-checks.ts';
import type { Detector } from './detector.ts';

/** Options of {@link ddm}. */
export interface DdmOptions {
  /** Warns when the error rate is more than this many deviations above its minimum; 2 by default. */
  readonly warning?: number;
  /** Reports a drift when the rate is more than this many deviations above; 3 by default. */
  readonly drift?: number;
  /** The number of first values that are only counted; 30 by default. */
  readonly warmUp?: number;
}

/** The numbers of values and errors, and the rate and the deviation at their smallest sum. */
export interface DdmState {
  count: number;
  errors: number;
  leastRate: number;
  leastDeviation: number;
}

/**
 * Returns the detector DDM: watches the rate `p` of errors, with deviation `s = √(p(1 − p)/n)`: it should fall while a model learns. Warns when
 * `p + s > p_min + 2·s_min` and reports a drift when `p + s > p_min + 3·s_min`, where `p_min + s_min` was smallest.
 *
 * Detects rises only. Fast on abrupt changes, slow on gradual ones, and slower the longer the stream was stable.
 *
 * - **Values** 0 or 1, an error
 * - **After a drift** all counts restart with the next value; in the paper they restart where the warning began
 * - **Differs** by `>` where the paper has `≥`, which would call a stream without any errors a drift; such a stream still
 *   drifts at its first error
 * - **Throws** `ContractError` for other values, which are not counted; for a negative option, or a warning after the drift
 * - **Source** Gama, Medas, Castillo and Rodrigues, "Learning with Drift Detection", SBIA 2004, §3
 *
 * @example
 * const { initial, step: see } = ddm({ warmUp: 4 });
 * const now = initial();
 * [1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1].map(error => see(now, error)).slice(-3) // => ['warning', 'warning', 'drift']
 */
export function ddm(options?: DdmOptions): Detector<DdmState> {
  const { warning, drift, warmUp } = optionsOf('ddm', options, { warning: 2, drift: 3, warmUp: 30 });
  checkAmount('ddm', 'warning', warning, 2);
  checkAmount('ddm', 'drift', drift, 3);
  checkWhole('ddm', 'warmUp', warmUp, 0);
  checkOrder('ddm', 'warning must be at most drift', warning <= drift, [warning, drift]);
  const initial = (): DdmState => ({ count: 0, errors: 0, leastRate: Infinity, leastDeviation: Infinity });
  return {
    name: 'ddm',
    settings: { warning, drift, warmUp },
    initial,
    check({ count, errors, leastRate, leastDeviation }, is) {
      is.counts({ count, errors });
      is.must(errors <= count, 'errors must be at most count', errors);
      is.amounts({ leastRate, leastDeviation });
    },
    step: (state, value) => {
      checkBit('ddm', value);
      const count = ++state.count;
      const rate = (state.errors += value) / count;
      if (count <= warmUp) return 'stable';
      const deviation = Math.sqrt((rate * (1 - rate)) / count);
      if (rate + deviation < state.leastRate + state.leastDeviation) {
        state.leastRate = rate;
        state.leastDeviation = deviation;
      }
      const above = rate + deviation - state.leastRate;
      if (above > drift * state.leastDeviation) {
        Object.assign(state, initial());
        return 'drift';
      }
      return above > warning * state.leastDeviation ? 'warning' : 'stable';
    },
  };
}
