import type { Metric } from '../metric/metric.ts';
import { predictedNumber } from '../reading/example-values.ts';

const WEIGHTS = 0;
/** The first target, from which others are measured, so that no digits are lost if targets are far from 0. */
const ORIGIN = 1;
/** The mean of the targets, and the sum of their squared distances from it. */
const MEAN = 2;
const SPREAD = 3;
/** The sum of squared errors. */
const ERRORS = 4;

/**
 * Coefficient of determination `R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)²`: 1 for perfect predictions, 0 for those that are as good as
 * the mean of the targets. If all targets are equal, it is 1 if they were predicted exactly, and else 0. NaN without examples.
 *
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 * - **Source** Draper and Smith, "Applied Regression Analysis", 1998, §1.3; the spread by West, "Updating Mean and Variance
 *   Estimates: An Improved Method", 1979, and put together as in Chan, Golub and LeVeque, "Updating Formulae and a Pairwise
 *   Algorithm for Computing Sample Variances", 1979
 */
export function r2(): Metric<number, 'r2'> {
  return {
    name: 'r2',
    better: 'higher',
    initial: () => new Float64Array(5),
    seen: example => predictedNumber('r2', example),
    add(state, { seen, target, weight }) {
      if (state[WEIGHTS] === 0) state[ORIGIN] = target;
      state[WEIGHTS]! += weight;
      const distance = target - state[ORIGIN]! - state[MEAN]!;
      state[MEAN]! += distance * (weight / state[WEIGHTS]!);
      state[SPREAD]! += weight * distance * (target - state[ORIGIN]! - state[MEAN]!);
      state[ERRORS]! += weight * (target - seen) ** 2;
    },
    merge,
    scale(state, factor) {
      for (const sum of [WEIGHTS, SPREAD, ERRORS]) state[sum]! *= factor;
    },
    check({ [WEIGHTS]: weights, [ORIGIN]: origin, [MEAN]: mean, [SPREAD]: spread, [ERRORS]: errors }, is) {
      is.finite({ weights, origin, mean });
      is.amounts({ weights, errors });
      // Rounding may bring it below 0.
      is.must(!Number.isNaN(spread), 'spread must be a number', spread);
    },
    value: ({ [WEIGHTS]: weights, [SPREAD]: spread, [ERRORS]: errors }) => {
      if (!(weights! > 0)) return NaN;
      if (spread === 0) return errors === 0 ? 1 : 0;
      return 1 - errors! / spread!;
    },
  };
}

function merge(state: Float64Array, other: Float64Array): void {
  if (!(other[WEIGHTS]! > 0)) return;
  if (state[WEIGHTS] === 0) {
    state.set(other);
    return;
  }
  const share = other[WEIGHTS]! / (state[WEIGHTS]! + other[WEIGHTS]!);
  const distance = other[ORIGIN]! - state[ORIGIN]! + (other[MEAN]! - state[MEAN]!);
  state[SPREAD]! += other[SPREAD]! + distance * distance * share * state[WEIGHTS]!;
  state[MEAN]! += distance * share;
  state[WEIGHTS]! += other[WEIGHTS]!;
  state[ERRORS]! += other[ERRORS]!;
}
