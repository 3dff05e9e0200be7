import { optionsOf } from '@thalweg/tensor/engine';
import { checkBetween, checkDirection, checkFraction, checkOrder } from './detector-checks.ts';
import type { Detector } from './detector.ts';
import type { Direction } from './direction.ts';
import type { StateCheck } from '../state/state-check.ts';

/** Options of {@link hddmW}. */
export interface HddmWOptions {
  /** The probability of a drift without a change, α_D; 0.001 by default. */
  readonly drift?: number;
  /** The probability of a warning without a change, α_W; 0.005 by default. */
  readonly warning?: number;
  /** The weight of the newest value, λ; 0.05 by default. */
  readonly lambda?: number;
  /** The changes that are reported; `'up'` by default. */
  readonly direction?: Direction;
}

/** An exponentially weighted mean, and the sum of its squared weights: 0 before the first value. */
interface WeightedMean {
  mean: number;
  squares: number;
}

/** All values, those up to the cut, where the upper bound of their mean was smallest, and those after it. */
interface HddmWSide {
  all: WeightedMean;
  before: WeightedMean;
  after: WeightedMean;
  bound: number;
}

/** The state that detects rises, and the same of negated values for falls. */
export interface HddmWState {
  rise: HddmWSide;
  fall: HddmWSide;
}

/**
 * Returns the detector HDDM-W: compares exponentially weighted means before and after a cut, by McDiarmid's bound: the cut is where `x̄ + ε` was smallest,
 * with `ε = √(Σw²·ln(1/α_D)/2)`. A rise is reported when the mean after it is above the one before it by more than
 * `√((Σw² + Σw'²)·ln(1/α)/2)`. Only the bounds of the values are assumed.
 *
 * Faster than {@link hddmA} on gradual changes, with more false alarms.
 *
 * - **Values** from 0 to 1: errors, or a scaled loss
 * - **After a drift** all counts restart with the next value
 * - **Throws** `ContractError` for other values, which are not counted; for an option that is not between 0 and 1, or a
 *   warning less likely than a drift
 * - **Source** Frías-Blanco, del Campo-Ávila, Ramos-Jiménez, Morales-Bueno, Ortiz-Díaz and Caballero-Mota, "Online and
 *   Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds", IEEE TKDE 27(3), 2015, W-test
 *
 * @example
 * const { initial, step: see } = hddmW();
 * const now = initial();
 * Array.from({ length: 80 }, (_, i) => see(now, i < 40 ? 0 : 1)).indexOf('drift') // => 55
 */
export function hddmW(options?: HddmWOptions): Detector<HddmWState> {
  const { drift, warning, lambda, direction } = optionsOf('hddmW', options, {
    drift: 0.001,
    warning: 0.005,
    lambda: 0.05,
    direction: 'up',
  });
  checkBetween('hddmW', 'drift', drift, 0.001);
  checkBetween('hddmW', 'warning', warning, 0.005);
  checkBetween('hddmW', 'lambda', lambda, 0.05);
  checkOrder('hddmW', 'warning must be at least drift', warning >= drift, [warning, drift]);
  checkDirection('hddmW', direction);
  const [up, down] = [direction !== 'down', direction !== 'up'];
  const [drifting, alarming] = [Math.log(1 / drift) / 2, Math.log(1 / warning) / 2];

  const take = (into: WeightedMean, value: number): void => {
    if (into.squares === 0) {
      into.mean = value;
      into.squares = 1;
      return;
    }
    into.mean += lambda * (value - into.mean);
    into.squares = lambda * lambda + (1 - lambda) * (1 - lambda) * into.squares;
  };
  /** Returns the squared rise of the mean after the cut, in units of the bound without its logarithm. */
  const risen = (side: HddmWSide, value: number): number => {
    const { all, before, after } = side;
    take(all, value);
    const bound = all.mean + Math.sqrt(all.squares * drifting);
    if (bound < side.bound) {
      side.bound = bound;
      before.mean = all.mean;
      before.squares = all.squares;
      after.squares = 0;
      return 0;
    }
    take(after, value);
    const gap = after.mean - before.mean;
    return gap > 0 ? (gap * gap) / (before.squares + after.squares) : 0;
  };
  const mean = (): WeightedMean => ({ mean: 0, squares: 0 });
  const side = (): HddmWSide => ({ all: mean(), before: mean(), after: mean(), bound: Infinity });
  const initial = (): HddmWState => ({ rise: side(), fall: side() });
  return {
    name: 'hddmW',
    settings: { drift, warning, lambda, direction },
    initial,
    check: checkSides,
    step: (state, value) => {
      checkFraction('hddmW', value);
      const most = Math.max(up ? risen(state.rise, value) : 0, down ? risen(state.fall, -value) : 0);
      if (most > drifting) {
        Object.assign(state, initial());
        return 'drift';
      }
      return most > alarming ? 'warning' : 'stable';
    },
  };
}

function checkSides({ rise, fall }: HddmWState, is: StateCheck): void {
  for (const { all, before, after, bound } of [rise, fall]) {
    for (const { mean, squares } of [all, before, after]) {
      is.finite({ mean, squares });
      is.must(squares >= 0 && squares <= 1, 'the sum of squared weights must be from 0 to 1', squares);
    }
    is.must(bound === Infinity || Number.isFinite(bound), 'a bound must be a finite number or infinity', bound);
    is.must(bound === Infinity || before.squares > 0, 'a bound must be of some values', bound);
  }
}
