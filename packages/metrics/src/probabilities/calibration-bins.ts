import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { likeliestClass, probabilityOf, scoreOf, trueClass } from '../reading/example-values.ts';
import { sumsOf } from '../reading/sums.ts';

/** Options of metrics of calibration. */
export interface CalibrationOptions {
  /** The number of bins of equal width in [0, 1], 10 by default. */
  readonly bins?: number;
}

/** The sums of a bin, by weight: of probabilities, of what came true, and of all. */
export interface CalibrationBin {
  readonly probability: number;
  readonly observed: number;
  readonly weight: number;
}

/** Returns a metric of bins of probabilities, where an example of weight 1 counts `unit`. */
export function calibrationBins<V, N extends string>(
  name: N,
  options: CalibrationOptions | undefined,
  value: (bins: readonly CalibrationBin[], unit: number) => V,
): Metric<V, N> {
  const { bins } = optionsOf(name, options, { bins: 10 });
  if (!(Number.isSafeInteger(bins) && bins >= 1))
    throw new ContractError(name, 'bins must be an integer of at least 1', String(bins), 'Try 10.');
  return {
    name,
    settings: { bins },
    better: 'lower',
    ...sumsOf(3 * bins),
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
      const at = 3 * Math.max(0, Math.ceil(probability * bins) - 1);
      sums[at]! += probability * weight;
      if (seen > 0 || Object.is(seen, 0)) sums[at + 1]! += weight;
      sums[at + 2]! += weight;
    },
    value: (sums, unit) =>
      value(
        Array.from({ length: bins }, (_, bin) => {
          const [probability, observed, weight] = sums.subarray(3 * bin) as unknown as [number, number, number];
          return { probability, observed, weight };
        }),
        unit,
      ),
  };
}
