import type { Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';

/** A circuit with a prediction, a loss and a target. */
export interface Model<P extends Shape = Shape, T extends Shape = Shape> {
  /** The prediction of the model. */
  readonly prediction: Node<P>;
  /** The loss of the prediction, a scalar. */
  readonly loss: Node<readonly []>;
  /** The true value. By default it is the one input that the loss depends on and the prediction does not. */
  readonly target?: Node<T>;
  /** The weight of an example, if examples are weighted. */
  readonly weight?: Node;
}
