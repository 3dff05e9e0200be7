import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { deviance } from './deviance.ts';

/** Options of {@link tweedieDeviance}. */
export interface TweedieOptions {
  /** The power p of the mean that the variance is proportional to: at most 0, or at least 1. */
  readonly power: number;
}

/**
 * Mean Tweedie deviance of predicted means, for a variance that is proportional to a power of the mean: 0 is the squared error, 1
 * `poissonDeviance`, 2 `gammaDeviance`; NaN without examples.
 *
 * - **Throws** `ContractError` for a power in (0, 1)
 * - **Stream errors** a prediction that is not above 0, unless the power is 0; a target below 0 for a power of at least 1, or of 0 for
 *   a power of at least 2
 * - **Source** Jørgensen, "The Theory of Dispersion Models", 1997, ch. 4
 *
 * @example
 * computeMetric(tweedieDeviance({ power: 0 }), { prediction: [1, 2], target: [1, 4] }) // => 2
 */
export function tweedieDeviance(options: TweedieOptions): Metric<number, 'tweedieDeviance'> {
  const { power } = optionsOf('tweedieDeviance', options, { power: undefined });
  if (!(power <= 0 || power >= 1) || !Number.isFinite(power))
    throw new ContractError('tweedieDeviance', 'power must be at most 0, or at least 1', String(power), 'Try 1.5.');
  return deviance('tweedieDeviance', power, { power });
}
