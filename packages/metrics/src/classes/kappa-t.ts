import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { sumsOf } from '../reading/sums.ts';
import type { AccuracyOptions } from './accuracy.ts';
import { rightClass } from './class-metric.ts';

/**
 * κ against "no change": `(p − p₀) / (1 − p₀)`, with the accuracy `p` and that of predicting the true class of the example before,
 * `p₀`. 1 if all predictions are right, 0 if as many are as without a change, below 0 if fewer are. 0 where the class never
 * changes; NaN without examples.
 *
 * The order of examples counts. Class 0 is before the first one. An example of weight 0 is no example; in a window, the first
 * example follows the one that has left; merged shards each begin anew, so examples at their seams may count otherwise.
 *
 * - **Throws** `ContractError` for a threshold of NaN; a target that is no class, or a score of NaN, is a stream error
 * - **Source** Žliobaitė, Bifet, Read, Pfahringer, Holmes, "Evaluation Methods and Decision Theory for Classification of Streaming Data
 *   with Temporal Dependence", 2015
 *
 * @example
 * computeMetric(kappaT(), { prediction: [1, 1, 0, 0], target: [1, 1, 0, 1] }) // => 2 / 3
 */
export function kappaT(options?: AccuracyOptions): Metric<number, 'kappaT'> {
  const { threshold } = optionsOf('kappaT', options, { threshold: 0.5 });
  const { settings, seen } = rightClass('kappaT', threshold);
  return {
    name: 'kappaT',
    better: 'higher',
    settings,
    remembers: true,
    ...sumsOf(3),
    seen: example => seen(example) + (example.previous === example.target ? 2 : 0),
    add(sums, { seen, weight }) {
      sums[0]! += (seen % 2) * weight;
      if (seen >= 2) sums[1]! += weight;
      sums[2]! += weight;
    },
    value([right, unchanged, all]) {
      if (!(all! > 0)) return NaN;
      return unchanged! < all! ? (right! - unchanged!) / (all! - unchanged!) : 0;
    },
  };
}
