import { DtypeError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { allMapped } from '../compositions/all-mapped.ts';
import { scatterGradients } from '../compositions/scatter-gradients.ts';
import { combiningAlong } from '../interpreter/combine-along.ts';
import type { Node } from '../node/node.ts';
import { sameDtype, sameNumbers } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import { axisOf, sameBeside } from '../shape/axis.ts';
import type { ScatterReduction } from '../wire/loops.ts';

/** Options of {@link scatterAlong} and {@link scatter}. */
export interface ScatterOptions {
  /** A negative one is counted from the end. */
  readonly axis?: number;
  /** The way in which values become one with what is at their places; by default they take it. */
  readonly reduction?: ScatterReduction;
}

const REDUCTIONS = ['none', 'add', 'mul', 'max', 'min'] as const;

/**
 * A copy of a value with others at their places: each goes to the place along an axis, by default the last, that its index
 * names, and to its own place along all other axes. With a `reduction` it is added to what is there, multiplied by it, or
 * the larger or smaller one stays. Without one, the last of several for one place wins.
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
  return combineAt([x as Node, indices, values], axisOf('scatterAlong', x as Node, axis), reduction) as Node<S>;
}

/** The options of a scatter, of which the reduction is checked. */
export function scatterOptions(
  name: string,
  options: ScatterOptions | undefined,
  fallback: number,
): Required<ScatterOptions> {
  const { axis, reduction } = optionsOf(name, options, { axis: fallback, reduction: 'none' as ScatterReduction });
  return { axis, reduction: oneOf(name, reduction, REDUCTIONS, 'the reduction') };
}

/** Combines values with those of a node at indices along an axis. */
export function combineAt(
  [x, indices, values]: readonly [x: Node, indices: Node, values: Node],
  axis: number,
  reduction: ScatterReduction,
): Node {
  const apply = operation({
    name: 'scatterAlong',
    shape: ([whole, at, all]) => {
      if (!sameBeside(axis, whole!, at!) || !sameShape(at!, all!))
        throw new ShapeError(
          'scatterAlong',
          [whole!, at!, all!],
          `there must be an index for each value, and all sizes but those of axis ${axis} must agree`,
          'For the same places everywhere, use scatter.',
        );
      return whole!;
    },
    dtype: ([dtype, at, other]) => {
      if (at !== 'int32')
        throw new DtypeError('scatterAlong', [at!], 'indices must be int32', 'Convert them with cast.');
      return (reduction === 'none' ? sameDtype : sameNumbers)('scatterAlong')([dtype!, other!]);
    },
    kernel: combiningAlong(axis, reduction),
    mapped: isMapped => allMapped(isMapped, ([whole, at, all]) => combineAt([whole!, at!, all!], axis + 1, reduction)),
    gradient: (upstream, [whole, at, all], y) => {
      const combine = (base: Node, others: Node, how: ScatterReduction): Node =>
        combineAt([base, at!, others], axis, how);
      return scatterGradients(reduction, upstream, { x: whole!, at: at!, values: all!, y, axis, combine });
    },
  });
  return apply(x, indices, values);
}
