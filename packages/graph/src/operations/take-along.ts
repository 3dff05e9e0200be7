import { DtypeError, ShapeError } from '@thalweg/tensor';
import { addingAlong, takingAlong } from '../interpreter/indices.ts';
import { allMapped } from './reductions/sums-and-broadcasts.ts';
import type { Node } from '../node/node.ts';
import type { Indices } from '../protocol/dtype-rules.ts';
import type { ShapeOf } from '../protocol/operand.ts';
import { operation } from '../protocol/operation.ts';
import { axisGiven, sameBeside } from '../protocol/axes.ts';

// Taking elements and adding elements up where they were taken are each other's gradient, so they share a file.

/**
 * For each index, the element at that place along an axis, by default the last. Along all other axes the element has the place
 * of its index. With the indices of {@link argsort}, it sorts.
 *
 * - **Shape** `x: […, n, …], indices: […, k, …] → […, k, …]`, all other sizes equal; indices int32
 * - **Gradient** `∂x`: ∂y added up where it was taken; none for the indices
 * - **Throws** `ShapeError` if another size differs; `DtypeError` for indices that are not int32; `NumericError` in a pass,
 *   before anything is written, if an index is not in [0, n)
 *
 * @example
 * read(takeAlong(constant([[1, 2], [3, 4]]), constant([[1], [0]], { dtype: 'int32' }))).toArray() // => [[2], [3]]
 */
export function takeAlong<I extends Node>(
  x: Node,
  indices: Indices<'takeAlong: indices', I> & I,
  options: { readonly axis?: number } = {},
): Node<ShapeOf<I>> {
  return takeAt(x, indices as Node, axisGiven('takeAlong', x as Node, options, -1)) as Node<ShapeOf<I>>;
}

function takeAt(x: Node, indices: Node, axis: number): Node {
  const apply = operation({
    name: 'takeAlong',
    shape: ([from, at]) => {
      if (!sameBeside(axis, from!, at!))
        throw new ShapeError(
          'takeAlong',
          [from!, at!],
          `all sizes but those of axis ${axis} must agree`,
          'For the same places everywhere, use gather.',
        );
      return at!;
    },
    dtype: ([dtype, at]) => {
      if (at !== 'int32') throw new DtypeError('takeAlong', [at!], 'indices must be int32', 'Convert them with cast.');
      return dtype!;
    },
    kernel: takingAlong(axis),
    // A value that is the same at every position would be copied for each.
    mapped: isMapped => (isMapped[0] ? allMapped(isMapped, ([from, at]) => takeAt(from!, at!, axis + 1)) : undefined),
    call: inputs => ['takeAlong', ...inputs, { axis }],
    gradient: (upstream, [from, at]) => [addAlong(upstream, at!, from!, axis), undefined],
  });
  return apply(x, indices);
}

/** Elements added up at their indices along an axis, in the shape of another value and zero elsewhere. */
export function addAlong(x: Node, indices: Node, like: Node, axis: number): Node {
  const apply = operation({
    name: 'addAlong',
    shape: inputs => inputs[2]!,
    dtype: ([dtype]) => dtype!,
    kernel: addingAlong(axis),
    mapped: isMapped => allMapped(isMapped, ([all, at, whole]) => addAlong(all!, at!, whole!, axis + 1)),
    call: inputs => ['addAlong', ...inputs, axis],
    gradient: (upstream, [, at]) => [takeAt(upstream, at!, axis), undefined, undefined],
  });
  return apply(x, indices, like);
}
