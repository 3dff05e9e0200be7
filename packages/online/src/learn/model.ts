import type { Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
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
  /** Updates of registers, `becomes(register, next)`, by which the model learns in place of a gradient. */
  readonly rules?: readonly Node[];
  /** The optimizer by which the model learns where `learn` is given none. */
  readonly optimizer?: Transform;
}

/** A model that learns by rules, without a gradient and an optimizer. */
export interface RuleModel<P extends Shape = Shape, T extends Shape = Shape> extends Model<P, T> {
  readonly rules: readonly Node[];
}

/** A model that learns by rules and measures no loss: neither do its outcomes. */
export interface UnmeasuredModel<P extends Shape = Shape, T extends Shape = Shape> extends Omit<
  RuleModel<P, T>,
  'loss'
> {
  readonly loss?: undefined;
}
