import { functionOf } from '@thalweg/tensor/engine';
import { mapOver, mapSettingsOf } from './map-over.ts';
import { formedLike, listOf, type Nodes } from '../node/nodes.ts';
import type { Slices, Stacks } from './scan-cell.ts';
import { axisIn, timeAt } from './slices.ts';

/** Options of {@link vmap}. */
export interface VmapOptions<A extends string | number = string | number> {
  /** The axis to map over, by its name or its number; `'batch'` by default. */
  readonly axis?: A;
  /**
   * `'each'`, the default, lets layers such as dropout draw other random numbers at each position; `'same'` lets them draw the
   * same at all.
   */
  readonly noise?: 'each' | 'same';
}

/**
 * Maps a function of nodes over an axis: the function computes one position, and the result has all positions. The function is
 * called once, with nodes without the axis, and may use any node from outside. It is a {@link scan} without a carry: operations
 * compute all positions at once, and those that cannot, one after another.
 *
 * - **Shape** `xs: […, batch, …]`, of which the function sees `[…, …]`; its results get the axis back in the same place
 * - **Gradient** of the function at each position
 * - **Throws** `ShapeError` if an input lacks the axis or has another length; `GraphError` if the function writes a register
 *
 * @example
 * const rows = constant([[3, 4], [6, 8]]);
 * read(vmap(row => norm(row), rows, { axis: 0 })).toArray() // => [5, 10]
 */
export function vmap<X extends Nodes, Y extends Nodes, const A extends string | number = 'batch'>(
  f: (x: Slices<X, A>) => Y,
  xs: X,
  options?: VmapOptions<A>,
): Stacks<Y, X, A> {
  const settings = mapSettingsOf('vmap', options);
  functionOf('vmap', 'the function', f);
  const inputs = listOf('vmap', xs);
  let form: Nodes = [];
  const stacks = mapOver(
    inputs,
    slices => {
      form = f(formedLike(xs, slices) as never);
      return listOf('vmap', form);
    },
    settings,
  );
  const place = axisIn(inputs[0]!, settings.axis, 'vmap');
  return formedLike(form, stacks.map(stack => timeAt(stack, place))) as unknown as Stacks<Y, X, A>; // prettier-ignore
}
