import type { Metric } from '../metric/metric.ts';
import { predictedNumber } from '../reading/example-values.ts';

/**
 * Largest absolute error of predicted numbers, in their unit, of all examples with a weight above 0; NaN without examples.
 * `decaying` lowers the weight of old examples but never forgets them, so their errors stay.
 *
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 *
 * @example
 * computeMetric(maxError(), { prediction: [1, 2, 3], target: [1, 4, 4] }) // => 2
 */
export function maxError(): Metric<number, 'maxError'> {
  return {
    name: 'maxError',
    better: 'lower',
    // The largest error, and 1 once there was an example.
    initial: () => Float64Array.of(0, 0),
    seen: example => Math.abs(predictedNumber('maxError', example) - example.target),
    add(state, { seen }) {
      state[0] = Math.max(state[0]!, seen);
      state[1] = 1;
    },
    merge(state, other) {
      state[0] = Math.max(state[0]!, other[0]!);
      state[1] = Math.max(state[1]!, other[1]!);
    },
    scale() {},
    check({ 0: largest, 1: any }, is) {
      is.amounts({ largest });
      is.must(any === 1 || (any === 0 && largest === 0), 'there must be an error if there was an example', any);
    },
    value: ([largest, any]) => (any === 1 ? largest! : NaN),
  };
}
