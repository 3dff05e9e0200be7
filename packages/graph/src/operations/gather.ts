import { DtypeError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { gathering, scattering } from '../interpreter/gather.ts';
import type { Node } from '../node.ts';
import { operation, sameNumbers } from '../operation.ts';

// Gathering rows and adding to rows are each other's gradient, so they share a file.

const take = /* @__PURE__ */ operation({
  name: 'gather',
  shape: ([table, indices]) => {
    if (table!.length === 0) throw new ShapeError('gather', [table!], 'the table must have rows', 'Give it an axis.');
    return [...indices!, ...table!.slice(1)];
  },
  dtype: inputs => withIndices('gather', inputs[1]!, inputs[0]!),
  kernel: gathering,
  gradient: (upstream, [table, indices]) => [scatterAddLike(upstream, indices!, table!), undefined],
});

const scatter = /* @__PURE__ */ operation({
  name: 'scatterAdd',
  shape: ([rows, indices, like]) => {
    if (!sameShape(rows!, [...indices!, ...like!.slice(1)]) || like!.length === 0)
      throw new ShapeError(
        'scatterAdd',
        [rows!, indices!, like!],
        'there must be one row of the table’s length for each index',
        'Check the shape of the rows.',
      );
    return like!;
  },
  dtype: inputs => withIndices('scatterAdd', inputs[1]!, sameNumbers('scatterAdd')([inputs[0]!, inputs[2]!])),
  kernel: scattering,
  gradient: (upstream, [, indices]) => [gather(upstream, indices!), undefined, undefined],
});

function withIndices<D>(name: string, indices: string, dtype: D): D {
  if (indices !== 'int32')
    throw new DtypeError(name, [indices as 'bool'], 'indices must be int32', 'Convert them with cast.');
  return dtype;
}

/**
 * Rows of a table.
 *
 * - **Shape** `table: [n, …rest], indices: I → [...I, …rest]`, indices int32
 * - **Gradient** `∂table`: the rows of ∂y added up at their indices; none for the indices
 * - **Throws** `NumericError` in a pass, before anything is written, if an index is not in [0, n)
 */
export function gather<N extends number | string, R extends Shape, I extends Shape>(
  table: Node<readonly [N, ...R]>,
  indices: Node<I>,
): Node<readonly [...I, ...R]>;
export function gather(table: Node, indices: Node): Node;
export function gather(table: Node, indices: Node): Node {
  return take(table, indices);
}

/**
 * Rows added up at their indices, in a table of the shape of another and zero elsewhere.
 *
 * - **Shape** `rows: [...I, …rest], indices: I, like: [n, …rest] → [n, …rest]`
 * - **Gradient** `∂rows = gather(∂y, indices)`
 */
export function scatterAddLike<S extends Shape>(rows: Node, indices: Node, like: Node<S>): Node<S> {
  return scatter(rows, indices, like) as Node<S>;
}
