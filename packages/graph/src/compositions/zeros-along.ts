import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { replaced } from '../shape/axis.ts';

/**
 * Zeros in the shape of another value, but of another size along an axis: a shape to broadcast to.
 *
 * - **Shape** `like: […, n, …] → […, size, …]`
 * - **Gradient** zero
 */
export function zerosAlong(like: Node, axis: number, size: number): Node {
  const apply = operation({
    name: 'zeros',
    shape: ([input]) => replaced(input!, axis, size),
    kernel: {
      kind: 'loop',
      loop: 'zeros',
      parameters: {},
      shapeOnly: [0],
      bind: output => () => void output.write().fill(0),
    },
    mapped:
      () =>
      ([all]) =>
        zerosAlong(all!, axis + 1, size),
    call: ([input]) => ['zerosAlong', input, axis, size],
    gradient: () => [undefined],
  });
  return apply(like);
}
