import { optionsOf } from '@thalweg/tensor/engine';
import { checkBetween, checkDirection, checkFraction, checkOrder } from './detector-checks.ts';
import type { Detector } from './detector.ts';
import type { Direction } from './direction.ts';

/** Options of {@link hddmA}. */
export interface HddmAOptions {
  /** The probability of a drift without a change, α_D; 0.001 by default. */
  readonly drift?: number;
  /** The probability of a warning without a change, α_W; 0.005 by default. */
  readonly warning?: number;
  /** The changes that are reported; `'up'` by default. */
  readonly direction?: Direction;
}

/** The values up to the cut, where the upper bound of their mean was smallest (for falls, the mean of negated values). */
interface HddmACut {
  count: number;
  sum: number;
  bound: number;
}

/** All values, and the two cuts. */
export interface HddmAState {
  count: number;
  sum: number;
  rise: HddmACut;
  fall: HddmACut;
}

/**
 * Returns the detector HDDM-A: compares the mean of all values with the mean up to a cut, by Hoeffding's bound: the cut is where `x̄ + ε` was smallest, with
 * `ε = √(ln(1/α_D)/(2n))`. A rise is reported when the mean of all `n` is above that of the first `c` by
 * `√((n − c)/(2·n·c) · ln(2/α))`. Only the bounds of the values are assumed.
 *
 * Best for abrupt changes; {@link hddmW} for gradual ones.
 *
 * - **Values** from 0 to 1: errors, or a scaled loss
 * - **After a drift** all counts restart with the next value
 * - **Differs** by `ln(2/α)` for one side as for two, as in the author's program (MOA): the safer of both
 * - **Throws** `ContractError` for other values, which are not counted; for an option that is not between 0 and 1, or a
 *   warning less likely than a drift
 * - **Source** Frías-Blanco, del Campo-Ávila, Ramos-Jiménez, Morales-Bueno, Ortiz-Díaz and Caballero-Mota, "Online and
 *   Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds", IEEE TKDE 27(3), 2015, A-test
 *
 * @example
 * const { initial, step: see } = hddmA();
 * const now = initial();
 * Array.from({ length: 80 }, (_, i) => see(now, i < 40 ? 0 : 1)).indexOf('drift') // => 44
 */
export function hddmA(options?: HddmAOptions): Detector<HddmAState> {
  const { drift, warning, direction } = optionsOf('hddmA', options, { drift: 0.001, warning: 0.005, direction: 'up' });
  checkBetween('hddmA', 'drift', drift, 0.001);
  checkBetween('hddmA', 'warning', warning, 0.005);
  checkOrder('hddmA', 'warning must be at least drift', warning >= drift, [warning, drift]);
  checkDirection('hddmA', direction);
  const [up, down] = [direction !== 'down', direction !== 'up'];
  const [cutting, drifting, alarming] = [Math.log(1 / drift) / 2, Math.log(2 / drift) / 2, Math.log(2 / warning) / 2];

  /** Returns the squared rise of the mean since the cut, in units of the bound without its logarithm. */
  const risen = (cut: HddmACut, count: number, sum: number): number => {
    const mean = sum / count;
    const bound = mean + Math.sqrt(cutting / count);
    if (bound <= cut.bound) {
      cut.count = count;
      cut.sum = sum;
      cut.bound = bound;
      return 0;
    }
    const gap = mean - cut.sum / cut.count;
    return gap > 0 ? (gap * gap * count * cut.count) / (count - cut.count) : 0;
  };
  const initial = (): HddmAState => ({
    count: 0,
    sum: 0,
    rise: { count: 0, sum: 0, bound: Infinity },
    fall: { count: 0, sum: 0, bound: Infinity },
  });
  return {
    name: 'hddmA',
    settings: { drift, warning, direction },
    initial,
    check({ count, sum, rise, fall }, is) {
      is.counts({ count });
      is.finite({ sum });
      for (const cut of [rise, fall]) {
        is.counts({ 'the count of a cut': cut.count });
        is.finite({ 'the sum of a cut': cut.sum });
        is.must(cut.count <= count, 'the count of a cut must be at most count', cut.count);
        is.must(
          cut.count === 0 ? cut.bound === Infinity : Number.isFinite(cut.bound),
          'a bound must be of a cut',
          cut.bound,
        );
      }
    },
    step: (state, value) => {
      checkFraction('hddmA', value);
      const count = ++state.count;
      const sum = (state.sum += value);
      const most = Math.max(up ? risen(state.rise, count, sum) : 0, down ? risen(state.fall, count, -sum) : 0);
      if (most >= drifting) {
        Object.assign(state, initial());
        return 'drift';
      }
      return most >= alarming ? 'warning' : 'stable';
    },
  };
}
