import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';

/** A circuit that predicts and can be told what was true. */
export interface Model<P extends Shape = Shape, T extends Shape = Shape> {
  /** What the model says. */
  readonly prediction: Node<P>;
  /** How wrong that is, a scalar. */
  readonly loss: Node<readonly []>;
  /** What was true. If left out, it is the one input that the loss depends on and the prediction does not. */
  readonly target?: Node<T>;
  /** How much an example counts, if examples are weighted. */
  readonly weight?: Node;
}
