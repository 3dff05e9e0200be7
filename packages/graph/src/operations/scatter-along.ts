import type { Shape } from '@thalweg/tensor';
import { combineAt, scatterOptions } from './indexing/combine-at.ts';
import type { Node } from '../node/node.ts';
import { axisOf } from '../protocol/axes.ts';
import type { ScatterReduction } from '../wire/loops.ts';

/** Options of {@link scatterAlong} and {@link scatter}. */
export interface ScatterOptions {
  /**
   * The axis of the indices; by default the last for `scatterAlong`, the first for `scatter`. A negative one is counted from
   * the end.
   */
  readonly axis?: number;
  /** The way in which a value is combined with the element at its place; by default it replaces the element. */
  readonly reduction?: ScatterReduction;
}

/**
 * A copy of x in which values replace elements. Along an axis, by default the last, each value goes to the place that its index
 * names; along all other axes it keeps its place. With a `reduction`, the value is added to the element there, multiplied by
 * it, or the larger or smaller of both stays. Without one, the last of several values for one place wins.
 *
 * - **Shape** `x: […, n, …], indices: […, k, …], values: […, k, …] → […, n, …]`, all other sizes equal; indices int32
 * - **Gradient** `∂values`: ∂y at their places, of those that won; `∂x`: ∂y where nothing took its place; equals share it
 * - **Throws** `NumericError` in a pass, before anything is written, if an index is not in [0, n)
 *
 * @example
 * const at = constant([2, 0], { dtype: 'int32' });
 * read(scatterAlong(constant([1, 2, 3]), at, constant([10, 20]))).toArray() // => [20, 2, 10]
 */
export function scatterAlong<S extends Shape>(
  x: Node<S>,
  indices: Node,
  values: Node,
  options?: ScatterOptions,
): Node<S> {
  const { axis, reduction } = scatterOptions('scatterAlong', options, -1);
  const how = { name: 'scatterAlong', axis: axisOf('scatterAlong', x as Node, axis), reduction };
  return combineAt([x as Node, indices, values], how) as Node<S>;
}
