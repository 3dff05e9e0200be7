import type { Metric } from '../metric/metric.ts';
import { deviance } from './deviance.ts';

/**
 * Mean gamma deviance of predicted means of positive numbers: the mean of `2·(ln(ŷ/y) + y/ŷ − 1)`; NaN without examples.
 *
 * - **Stream errors** a prediction or a target that is not above 0
 * - **Source** McCullagh and Nelder, "Generalized Linear Models", 1989, §2.3
 *
 * @example
 * computeMetric(gammaDeviance(), { prediction: [2, 3], target: [2, 3] }) // => 0
 */
export function gammaDeviance(): Metric<number, 'gammaDeviance'> {
  return deviance('gammaDeviance', 2);
}
