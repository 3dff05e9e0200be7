import type { Tensor } from '@thalweg/tensor';

/**
 * What is told of an example, or a batch of them, that was predicted and then learned.
 *
 * For one example `target` is a number, and `prediction` a number or, for several classes, a tensor `[classes]`. For a batch
 * they have an axis of rows before.
 */
export interface Outcome<P = number | Tensor, T = number | Tensor> {
  /** The number of the update, from 1; of the last one in a batch of single updates. */
  readonly step: number;
  /** What the model said before it learned. */
  readonly prediction: P;
  /** What was true. */
  readonly target: T;
  /** The loss before learning; its mean over a batch. */
  readonly loss: number;
  /** How much the example counts, where examples are weighted. */
  readonly weight?: number | Tensor;
}
