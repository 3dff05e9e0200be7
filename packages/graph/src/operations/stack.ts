import { type Node, nodeOf } from '../node/node.ts';
import { arrayOf } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import type { Shape } from '@thalweg/tensor';
import { axisGiven, type AxisIn, type AxisOption, type Inserted } from '../protocol/axes.ts';
import type { Mismatch, Print } from '../shape/shapes.ts';
import type { SameSizes } from '../shape/product.ts';
import { concat } from './concat.ts';
import { mergeAxes } from './movement/merge-axes.ts';

/** The shape of values side by side along a new axis. */
type Stacked<N extends readonly Node[], Axis> = N extends readonly [Node<infer First>, ...unknown[]]
  ? Inserted<First, Axis, N['length']>
  : Shape;

/** `unknown` for nodes of one shape; else what is wrong with the first two that differ. */
type Alike<N extends readonly unknown[]> = N extends readonly [Node<infer A>, Node<infer B>, ...infer Rest]
  ? SameSizes<A, B> extends true
    ? Alike<readonly [Node<A>, ...Rest]>
    : Mismatch<`stack: all must have one shape, got [${Print<A>}] and [${Print<B>}]`>
  : unknown;

/**
 * Values of one shape side by side along a new axis, by default the first.
 *
 * - **Shape** `S, …, S → S` with a new axis of as many elements as there are nodes
 * - **Gradient** for each node, its slice of ∂y, by composition
 * - **Throws** `ShapeError` if the shapes differ, `DtypeError` if a dtype does, `GraphError` for no nodes
 *
 * @example
 * read(stack([constant([1, 2]), constant([3, 4])], { axis: 1 })).toArray() // => [[1, 3], [2, 4]]
 */
export function stack<const N extends readonly Node[], const O extends AxisOption = object>(
  nodes: Alike<N> & N,
  options?: O,
): Node<Stacked<N, AxisIn<O, 0>>> {
  const [first] = arrayOf('stack', 'nodes', nodes);
  if (first === undefined) throw new GraphError('stack', 'there must be a node', 'none', 'Give it at least one.');
  const axis = axisGiven('stack', [...nodeOf('stack', first).shape, 1], options, 0);
  const rows = nodes.map(node => mergeAxes(node, axis, axis));
  return concat(rows, { axis }) as Node as Node<Stacked<N, AxisIn<O, 0>>>;
}
