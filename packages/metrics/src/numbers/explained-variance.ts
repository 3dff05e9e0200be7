import type { Metric } from '../metric/metric.ts';
import { predictedNumber } from '../reading/example-values.ts';

/** The weight of all examples, the spread of the targets, and that of the errors. */
const WEIGHTS = 0;

const TARGETS = 1;

/** The numbers of a spread: the origin, the mean from there, and the sum of squared distances from the mean. */
const SPREAD_SIZE = 3;

const ERRORS = TARGETS + SPREAD_SIZE;

/**
 * Explained variance: `1 − Var(y − ŷ)/Var(y)`. Unlike R², it ignores an error that is the same for all examples. If all targets
 * are equal, it is 1 if all errors are equal too, and else 0. NaN without examples.
 *
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 *
 * @example
 * computeMetric(explainedVariance(), { prediction: [2, 3, 4], target: [1, 2, 3] }) // => 1
 */
export function explainedVariance(): Metric<number, 'explainedVariance'> {
  return {
    name: 'explainedVariance',
    better: 'higher',
    initial: () => new Float64Array(1 + 2 * SPREAD_SIZE),
    seen: example => predictedNumber('explainedVariance', example),
    add(state, { seen, target, weight }) {
      const weights = (state[WEIGHTS]! += weight);
      addToSpread(state, TARGETS, { value: target, weight, weights });
      addToSpread(state, ERRORS, { value: target - seen, weight, weights });
    },
    merge(state, other) {
      const [weights, others] = [state[WEIGHTS]!, other[WEIGHTS]!];
      if (!(others > 0)) return;
      if (weights === 0) return state.set(other);
      for (const at of [TARGETS, ERRORS]) mergeSpreads(state, other, { at, weights, others });
      state[WEIGHTS] = weights + others;
    },
    scale(state, factor) {
      for (const sum of [WEIGHTS, TARGETS + 2, ERRORS + 2]) state[sum]! *= factor;
    },
    check(state, is) {
      is.amounts({ weights: state[WEIGHTS] });
      state.forEach((value, at) => is.finite({ [`number ${at}`]: value }));
    },
    value(state) {
      if (!(state[WEIGHTS]! > 0)) return NaN;
      const [spread, errors] = [state[TARGETS + 2]!, state[ERRORS + 2]!];
      if (spread === 0) return errors === 0 ? 1 : 0;
      return 1 - errors / spread;
    },
  };
}

/**
 * Adds a number to a spread that is in `state` from `at` on, where `weights` is the weight of all numbers with this one. The
 * first number is the origin from which others are measured, so that no digits are lost if numbers are far from 0.
 *
 * - **Source** West, "Updating Mean and Variance Estimates: An Improved Method", 1979
 */
function addToSpread(
  state: Float64Array,
  at: number,
  { value, weight, weights }: { readonly value: number; readonly weight: number; readonly weights: number },
): void {
  if (weights === weight) state[at] = value;
  const distance = value - state[at]! - state[at + 1]!;
  state[at + 1]! += distance * (weight / weights);
  state[at + 2]! += weight * distance * (value - state[at]! - state[at + 1]!);
}

/**
 * Adds the numbers of another spread, of numbers with some weights.
 *
 * - **Source** Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979
 */
function mergeSpreads(
  state: Float64Array,
  other: Float64Array,
  { at, weights, others }: { readonly at: number; readonly weights: number; readonly others: number },
): void {
  const share = others / (weights + others);
  const distance = other[at]! - state[at]! + (other[at + 1]! - state[at + 1]!);
  state[at + 2]! += other[at + 2]! + distance * distance * share * weights;
  state[at + 1]! += distance * share;
}
