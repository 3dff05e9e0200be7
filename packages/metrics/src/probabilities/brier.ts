import type { Metric } from '../metric/metric.ts';
import { probabilityOf, trueClass } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/**
 * Brier score: the mean squared distance of probabilities from what came true; NaN without examples.
 *
 * For one number, or two classes, it is that of the probability of class 1, from 0 to 1. For more classes it is the sum over
 * all of them, from 0 to 2.
 *
 * - **Stream errors** a target that is no class, a probability outside [0, 1]
 * - **Source** Brier, "Verification of Forecasts Expressed in Terms of Probability", 1950
 *
 * @example
 * computeMetric(brier(), { prediction: [0.5, 1], target: [1, 1] }) // => 0.125
 */
export function brier(): Metric<number, 'brier'> {
  return {
    name: 'brier',
    ...meanOf(),
    seen(example) {
      const { classes, scores, score, from } = example;
      const label = trueClass('brier', example, Math.max(2, classes));
      if (classes === 1) return (probabilityOf('brier', example, score) - label) ** 2;
      let sum = 0;
      for (let i = 0; i < classes; i++)
        sum += (probabilityOf('brier', example, scores[from + i]!) - (i === label ? 1 : 0)) ** 2;
      return classes === 2 ? (scores[from + 1]! - label) ** 2 : sum;
    },
  };
}
