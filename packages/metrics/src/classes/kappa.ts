import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { classMetric, classTotals } from './class-metric.ts';
import { classDefaults, type ClassOptions } from './class-options.ts';
import type { Metric } from '../metric/metric.ts';

/** Costs of a miss by a number of classes. */
const DISTANCES = {
  none: (miss: number): number => (miss === 0 ? 0 : 1),
  linear: (miss: number): number => Math.abs(miss),
  quadratic: (miss: number): number => miss * miss,
};

/** Options of {@link kappa}. */
export interface KappaOptions extends ClassOptions {
  /**
   * The cost of a wrong prediction: the same for all by default, `'none'`; or, for ordered classes, `'linear'` or `'quadratic'` in their distance.
   */
  readonly distance?: keyof typeof DISTANCES;
}

/**
 * Cohen's κ: the agreement of predictions and true classes beyond chance; 1 is full agreement, 0 that of chance. 0
 * where chance agrees always, since all is one class; NaN without examples.
 *
 * - **Throws** `ContractError` for fewer than 2 classes, or an unknown distance; a target that is no class, or a
 *   score of NaN, is a stream error
 * - **Source** Cohen, "A Coefficient of Agreement for Nominal Scales", 1960; with distances his "Weighted Kappa", 1968
 */
export function kappa(options?: KappaOptions): Metric<number, 'kappa'> {
  const chosen = optionsOf('kappa', options, { ...classDefaults, distance: 'none' });
  const { distance } = chosen;
  const apart = DISTANCES[oneOf('kappa: distance', distance, ['none', 'linear', 'quadratic'])];
  return classMetric('kappa', chosen, { distance }, (matrix, classes) => {
    const { actual, predicted, all } = classTotals(matrix, classes);
    if (!(all > 0)) return NaN;
    let observed = 0;
    let expected = 0;
    for (let row = 0; row < classes; row++)
      for (let column = 0; column < classes; column++) {
        observed += apart(row - column) * matrix[row * classes + column]!;
        expected += (apart(row - column) * actual[row]! * predicted[column]!) / all;
      }
    return expected > 0 ? 1 - observed / expected : 0;
  });
}
