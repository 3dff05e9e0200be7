import { tensor, type Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { classMetric } from './class-metric.ts';
import { classDefaults, type ClassOptions } from './class-options.ts';
import type { Metric } from '../metric/metric.ts';

/**
 * Weights of examples by true class (rows) and predicted class (columns); decayed examples count by their remaining weight.
 *
 * - **Shape** float64 `[classes, classes]`
 * - **Throws** `ContractError` for fewer than 2 classes; a target that is no class, or a score of NaN, is a stream error
 */
export function confusionMatrix(options?: ClassOptions): Metric<Tensor<readonly [number, number]>, 'confusionMatrix'> {
  const chosen = optionsOf('confusionMatrix', options, classDefaults);
  return classMetric('confusionMatrix', chosen, {}, (matrix, classes) => tensor(matrix, { shape: [classes, classes] }));
}
