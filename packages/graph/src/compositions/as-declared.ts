import { sameShape, ShapeError } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { reshape } from '../operations/reshape.ts';
import { operation } from '../protocol/operation.ts';

/**
 * A carry of fixed sizes under the shape of another value, which may have names. Of the other, only the shape is used.
 *
 * - **Throws** `ShapeError` in a pass in which the names have other sizes
 */
export const asDeclared: (x: Node, like: Node) => Node = /* @__PURE__ */ operation({
  name: 'asDeclared',
  shape: ([x, like]) => {
    const open = like!.some(size => typeof size === 'string');
    if (open || sameShape(x!, like!)) return like!;
    const requirement = 'a batch must have as many sequences as the carry that it begins with';
    throw new ShapeError('a recurrent layer', [like!, x!], requirement, 'Give batches of one size, and drop the last.');
  },
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'alias' },
  gradient: (upstream, [x]) => [reshape(upstream, x!.shape), undefined],
});
