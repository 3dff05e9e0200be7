import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { predictedNumber } from '../reading/example-values.ts';
import { meanOf } from '../reading/sums.ts';

/** Options of {@link pinball}. */
export interface PinballOptions {
  /** The quantile that is predicted, in (0, 1); 0.5, the median, by default. */
  readonly quantile?: number;
}

/**
 * Pinball loss of predicted quantiles: the mean of `q·(y − ŷ)` for targets above the prediction, and of `(1 − q)·(ŷ − y)` for others;
 * NaN without examples.
 *
 * - **Throws** `ContractError` for a quantile that is not in (0, 1)
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 * - **Source** Koenker and Bassett, "Regression Quantiles", 1978
 *
 * @example
 * computeMetric(pinball({ quantile: 0.9 }), { prediction: [1, 1], target: [2, 0] }) // => 0.5
 */
export function pinball(options?: PinballOptions): Metric<number, 'pinball'> {
  const { quantile } = optionsOf('pinball', options, { quantile: 0.5 });
  if (!(quantile > 0 && quantile < 1))
    throw new ContractError('pinball', 'quantile must be in (0, 1)', String(quantile), 'Try 0.9.');
  return {
    name: 'pinball',
    settings: { quantile },
    ...meanOf(),
    seen(example) {
      const above = example.target - predictedNumber('pinball', example);
      return above >= 0 ? quantile * above : (quantile - 1) * above;
    },
  };
}
