import type { Tensor } from '@thalweg/tensor';

/**
 * Predictions and true values, which metrics compare, of one example or of several.
 *
 * For one example `target` is a number, and `prediction` a number or, for several classes, a tensor `[classes]`. For several
 * examples both have a leading axis of rows.
 */
export interface Predictions<P = number | Tensor, T = number | Tensor> {
  /** The predicted value: a number, a score, a probability, or one score for each class. */
  readonly prediction: P;
  /** The true value. */
  readonly target: T;
  /** The weight of the example, or of each example, where they are weighted. */
  readonly weight?: number | Tensor;
}
