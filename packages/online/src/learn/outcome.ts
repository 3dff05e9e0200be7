import type { Tensor } from '@thalweg/tensor';

/**
 * The result of an example, or of a batch, that was predicted and then learned.
 *
 * For one example `target` is a number, and `prediction` a number or, for several classes, a tensor `[classes]`. For a batch
 * both have a leading axis of rows.
 */
export interface Outcome<P = number | Tensor, T = number | Tensor> {
  /** The number of the update, from 1; of the last one in a batch of single updates. */
  readonly step: number;
  /** The prediction of the model before it learned, without what happens only in training, such as dropout. */
  readonly prediction: P;
  /** The true value. */
  readonly target: T;
  /** The loss that was learned from, before the parameters moved; its mean over a batch. */
  readonly loss: number;
  /** The weight of the example, where examples are weighted. */
  readonly weight?: number | Tensor;
}
