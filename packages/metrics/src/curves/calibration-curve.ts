import { calibrationBins, type CalibrationOptions } from '../probabilities/calibration-bins.ts';
import type { Metric } from '../metric/metric.ts';

/** Frequencies of predicted events, for bins of their probability. Bins without examples are left out. */
export interface CalibrationCurve {
  /** The mean predicted probability of each bin, which rises. */
  readonly predicted: Float64Array;
  /** The share of the examples of each bin that came true. */
  readonly observed: Float64Array;
  /** The weight of each bin. */
  readonly counts: Float64Array;
}

/**
 * Calibration curve: the frequency of events by their predicted probability, in bins of equal width. Bin i holds
 * `i/bins < p ≤ (i + 1)/bins`, the first one 0 too.
 *
 * For one number, or two classes, p is the probability of class 1; for more classes, that of the most likely one.
 *
 * - **Throws** `ContractError` for fewer than 1 bin; a target that is no class, or a p outside [0, 1], is a stream error
 * - **Source** DeGroot and Fienberg, "The Comparison and Evaluation of Forecasters", 1983
 *
 * @example
 * const { predicted, observed } = computeMetric(calibrationCurve({ bins: 2 }), { prediction: [0.25, 0.5, 1], target: [0, 1, 1] });
 * [[...predicted], [...observed]] // => [[0.375, 1], [0.5, 1]]
 */
export function calibrationCurve(options?: CalibrationOptions): Metric<CalibrationCurve, 'calibrationCurve'> {
  return calibrationBins('calibrationCurve', options, (bins, unit) => {
    const used = bins.filter(({ weight }) => weight > 0);
    return {
      predicted: Float64Array.from(used, ({ probability, weight }) => probability / weight),
      observed: Float64Array.from(used, ({ observed, weight }) => observed / weight),
      counts: Float64Array.from(used, ({ weight }) => weight / unit),
    };
  });
}
