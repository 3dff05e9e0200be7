import type { Metric } from '../metric/metric.ts';
import { calibrationBins, type CalibrationOptions } from './calibration-bins.ts';

/**
 * Expected calibration error: the distance of predicted probabilities from the frequency of their events, in bins, averaged
 * by the weight of the bins; NaN without examples. Bin i holds `i/bins < p ≤ (i + 1)/bins`, the first one 0 too.
 *
 * For one number, or two classes, p is the probability of class 1; for more classes, that of the most likely one.
 *
 * - **Throws** `ContractError` for fewer than 1 bin; a target that is no class, or a p outside [0, 1], is a stream error
 * - **Source** Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015; several
 *   classes as in Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017, §2
 */
export function calibrationError(options?: CalibrationOptions): Metric<number, 'calibrationError'> {
  return calibrationBins('calibrationError', options, bins => {
    const apart = bins.reduce((sum, { probability, observed }) => sum + Math.abs(probability - observed), 0);
    return apart / bins.reduce((sum, { weight }) => sum + weight, 0);
  });
}
