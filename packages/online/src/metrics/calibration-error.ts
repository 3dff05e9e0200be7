import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from './metric.ts';
import { likeliestClass } from './reading/likeliest-class.ts';
import { probabilityOf } from './reading/probability-of.ts';
import { scoreOf } from './reading/score-of.ts';
import { trueClass } from './reading/true-class.ts';
import { sumsOf } from './sums/sums-of.ts';

/** Options of {@link calibrationError}. */
export interface CalibrationOptions {
  /** The number of bins of equal width in [0, 1], 10 by default. */
  readonly bins?: number;
}

/**
 * Expected calibration error: the distance of predicted probabilities from the frequency of their events, in bins, averaged
 * by the weight of the bins; NaN without examples. Bin i holds `i/bins < p ≤ (i + 1)/bins`, the first one 0 too.
 *
 * Of one number, or two classes, p is the probability of class 1; of more classes that of the likeliest one.
 *
 * - **Throws** `ContractError` for fewer than 1 bin; a target that is no class, or a p outside [0, 1], is a stream error
 * - **Source** Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015; several
 *   classes as in Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017, §2
 */
export function calibrationError(options?: CalibrationOptions): Metric<number, 'calibrationError'> {
  const { bins } = optionsOf('calibrationError', options, { bins: 10 });
  const name = 'calibrationError';
  if (!(Number.isSafeInteger(bins) && bins >= 1))
    throw new ContractError(name, 'bins must be an integer of at least 1', String(bins), 'Try 10.');
  return {
    name,
    settings: { bins },
    // Of each bin the probabilities and how often they came true, and of all the weight.
    ...sumsOf(2 * bins + 1),
    // The sign, also of 0, says whether it came true.
    seen(example) {
      const { classes, scores, from } = example;
      const label = trueClass(name, example, Math.max(2, classes));
      const likeliest = classes > 2 ? likeliestClass(name, example) : 1;
      const given = classes > 2 ? scores[from + likeliest]! : scoreOf(name, example);
      const probability = probabilityOf(name, example, given);
      return label === likeliest ? probability : -probability;
    },
    add(sums, { seen, weight }) {
      const probability = Math.abs(seen);
      const bin = Math.max(0, Math.ceil(probability * bins) - 1);
      sums[2 * bin]! += probability * weight;
      if (seen > 0 || Object.is(seen, 0)) sums[2 * bin + 1]! += weight;
      sums[2 * bins]! += weight;
    },
    value(sums) {
      let apart = 0;
      for (let at = 0; at < 2 * bins; at += 2) apart += Math.abs(sums[at]! - sums[at + 1]!);
      return apart / sums[2 * bins]!;
    },
  };
}
