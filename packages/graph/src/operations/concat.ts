import { arrayOf } from '@thalweg/tensor/engine';
import type { Shape } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import { endToEnd } from './movement/parts-of-axis.ts';
import type { Node } from '../node/node.ts';
import { axisGiven, type AxisIn, type AxisOption, type Replaced, type SizeAt } from '../protocol/axes.ts';
import type { Mismatch, Print } from '../shape/shapes.ts';
import type { TimesName } from '../shape/combined-size.ts';
import type { SameSizes } from '../shape/product.ts';

/** The shape of parts laid end to end. */
export type Concatenated<N extends readonly Node[], Axis> = N extends readonly [Node<infer First>, ...unknown[]]
  ? Replaced<First, Axis, readonly [Extract<TotalSize<N, Axis>, number | string>]>
  : Shape;

type TotalSize<N, Axis> = N extends readonly [Node<infer Only>]
  ? SizeAt<Only, Axis>
  : N extends readonly [Node<infer First>, ...infer Rest]
    ? EndToEnd<SizeAt<First, Axis>, TotalSize<Rest, Axis>>
    : never;

type EndToEnd<A, B> = A extends string
  ? [A, B] extends [B, A]
    ? TimesName<A, 2>
    : string
  : B extends string
    ? string
    : number;

/** `unknown` for nodes whose sizes beside an axis agree; else what is wrong with the first two that differ. */
type AgreeBeside<N extends readonly unknown[], Axis> = N extends readonly [Node<infer A>, Node<infer B>, ...infer Rest]
  ? SameSizes<Replaced<A, Axis, readonly [1]>, Replaced<B, Axis, readonly [1]>> extends true
    ? AgreeBeside<readonly [Node<A>, ...Rest], Axis>
    : Mismatch<`concat: all sizes beside the axis must agree, got [${Print<A>}] and [${Print<B>}]`>
  : unknown;

/**
 * Values laid end to end along an axis, by default the first. All other sizes must be equal. An axis made of named ones
 * has a name made of theirs, as in `batch*2` or `batch+rows`. As a layer of branches: {@link @thalweg/nn!concat | concat(a, b)}.
 *
 * - **Shape** `[…, n₁, …], […, n₂, …] → […, n₁ + n₂, …]`
 * - **Gradient** for each node, its part of ∂y
 * - **Throws** `ShapeError` if another size differs, `DtypeError` if a dtype does, `GraphError` for no nodes
 *
 * @example
 * read(concat([constant([1, 2]), constant([3])])).toArray() // => [1, 2, 3]
 */
export function concat<const N extends readonly Node[], const O extends AxisOption = object>(
  nodes: AgreeBeside<N, AxisIn<O, 0>> & N,
  options?: O,
): Node<Concatenated<N, AxisIn<O, 0>>> {
  const [first] = arrayOf('concat', 'nodes', nodes);
  if (first === undefined) throw new GraphError('concat', 'there must be a node', 'none', 'Give it at least one.');
  const axis = axisGiven('concat', first, options, 0);
  return (nodes.length === 1 ? first : endToEnd(nodes, axis)) as Node<Concatenated<N, AxisIn<O, 0>>>;
}
