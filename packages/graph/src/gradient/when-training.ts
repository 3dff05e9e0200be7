import { sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { Backward, checkReached } from './backward.ts';
import type { Node, Reverse } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { fillLike } from '../operations/fill-like.ts';

const apply = /* @__PURE__ */ operation({
  name: 'whenTraining',
  shape: ([training, otherwise]) => {
    if (!sameShape(training!, otherwise!))
      throw new ShapeError(
        'whenTraining',
        [training!, otherwise!],
        'both arms must have one shape',
        'Broadcast one of them.',
      );
    return training!;
  },
  kernel: { kind: 'mode' },
  reverse: reverseByMode,
});

/**
 * Returns the first value in a frame that trains, and the second in any other frame. No other operation depends on the mode.
 * The arm that is not taken is neither built nor computed. A learning step that also emits what the model predicts, as `learn`
 * does, computes both arms.
 *
 * - **Shape** `training: S, otherwise: S → S`
 * - **Gradient** `∂y` to the arm that is taken
 * - **Throws** `ShapeError` if the arms have two shapes
 */
export function whenTraining<S extends Shape>(training: Node<S>, otherwise: Node<NoInfer<S>>): Node<S> {
  return apply(training, otherwise) as Node<S>;
}

/** Two backward passes, one through each arm; what arrives at a node is chosen by the mode again. */
function reverseByMode(root: Node, seed: Node): Reverse {
  const training = new Backward(root, seed, true);
  const otherwise = new Backward(root, seed, false);
  return {
    training,
    at: <S extends Shape>(node: Node<S>): Node<S> => {
      checkReached(root, node as Node, training, otherwise);
      const zero = fillLike(node, 0);
      const a = training.at(node as Node) as Node<S> | undefined;
      const b = otherwise.at(node as Node) as Node<S> | undefined;
      return a === undefined && b === undefined ? zero : whenTraining(a ?? zero, b ?? zero);
    },
  };
}
