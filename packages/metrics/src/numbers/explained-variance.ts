import type { Metric } from '../metric.ts';
import { predictedNumber } from '../reading/predicted-number.ts';
import { addToSpread, mergeSpreads, SPREAD_SIZE } from '../sums/spread.ts';

/** The weight of all examples, the spread of the targets, and that of the errors. */
const WEIGHTS = 0;
const TARGETS = 1;
const ERRORS = TARGETS + SPREAD_SIZE;

/**
 * Explained variance: `1 − Var(y − ŷ)/Var(y)`. It is R², but does not see an error that is the same for all examples. If all
 * targets are equal, 1 if the errors are too and else 0; NaN without examples.
 *
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 *
 * @example
 * computeMetric(explainedVariance(), { prediction: [2, 3, 4], target: [1, 2, 3] }) // => 1
 */
export function explainedVariance(): Metric<number, 'explainedVariance'> {
  return {
    name: 'explainedVariance',
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
