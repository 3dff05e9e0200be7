import { sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import type { Node } from './node.ts';
import { operation } from './operation.ts';

const apply = /* @__PURE__ */ operation({
  name: 'whenTraining',
  shape: ([a, b]) => {
    if (b !== undefined && !sameShape(a!, b))
      throw new ShapeError('whenTraining', [a!, b], 'both arms must have one shape', 'Broadcast one of them.');
    return a!;
  },
  kernel: { kind: 'mode' },
});

/**
 * The one place where training shows: the first value in a frame that trains, the second in any other. The arm that
 * is not taken is neither built nor computed.
 */
export function whenTraining<S extends Shape>(training: Node<S>, otherwise: Node<NoInfer<S>>): Node<S> {
  return apply(training, otherwise) as Node<S>;
}
