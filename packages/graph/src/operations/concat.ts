import { arrayOf } from '@thalweg/tensor/engine';
import { ShapeError, type Shape } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import { concatenation, splitting } from '../interpreter/concat.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import {
  axisGiven,
  replaced,
  sameBeside,
  type AxisIn,
  type AxisOption,
  type Replaced,
  type SizeAt,
} from '../shape/axis.ts';
import { sumOfSizes } from '../shape/combined-size.ts';
import { fillLike } from './fill-like.ts';
import { slice } from './slice.ts';

// Laying parts end to end and taking one of them out are each other's gradient, so they share a file.

/** The shape of parts laid end to end. */
export type Concatenated<N extends readonly Node[], Axis> = N extends readonly [Node<infer First>, ...unknown[]]
  ? Replaced<First, Axis, readonly [Extract<TotalSize<N, Axis>, number | string>]>
  : Shape;

type TotalSize<N, Axis> = N extends readonly [Node<infer Only>]
  ? SizeAt<Only, Axis>
  : N extends readonly [Node<infer First>, ...infer Rest]
    ? EndToEnd<SizeAt<First, Axis>, TotalSize<Rest, Axis>>
    : never;

type EndToEnd<A, B> = A extends string ? (B extends string ? `${A}+${B}` : string) : B extends string ? string : number;

/**
 * Values laid end to end along an axis, by default the first. All other sizes must be equal. An axis made of named ones
 * has a name made of theirs, as in `batch+batch`. As a layer of branches: {@link @thalweg/nn!concat | concat(a, b)}.
 *
 * - **Shape** `[…, n₁, …], […, n₂, …] → […, n₁ + n₂, …]`
 * - **Gradient** of each the part of ∂y that it became
 * - **Throws** `ShapeError` if another size differs, `DtypeError` if a dtype does, `GraphError` for no nodes
 *
 * @example
 * read(concat([constant([1, 2]), constant([3])])).toArray() // => [1, 2, 3]
 */
export function concat<const N extends readonly Node[], const O extends AxisOption = object>(
  nodes: N,
  options?: O,
): Node<Concatenated<N, AxisIn<O, 0>>> {
  const [first] = arrayOf('concat', 'nodes', nodes);
  if (first === undefined) throw new GraphError('concat', 'there must be a node', 'none', 'Give it at least one.');
  const axis = axisGiven('concat', first, options, 0);
  return (nodes.length === 1 ? first : endToEnd(nodes, axis)) as Node<Concatenated<N, AxisIn<O, 0>>>;
}

function endToEnd(nodes: readonly Node[], axis: number): Node {
  const apply = operation({
    name: 'concat',
    shape: inputs => {
      const [first] = inputs;
      if (!inputs.every(input => sameBeside(axis, input, first!)))
        throw new ShapeError(
          'concat',
          inputs,
          `all sizes but those of axis ${axis} must agree`,
          'Reshape one of them.',
        );
      return replaced(first!, axis, sumOfSizes(inputs.map(input => input[axis]!)));
    },
    kernel: concatenation(axis),
    mapped: isMapped => (isMapped.every(Boolean) ? inputs => endToEnd(inputs, axis + 1) : undefined),
    gradient: (upstream, inputs) => splitInto(upstream, inputs, axis),
  });
  return apply(...nodes);
}

/** Splits a value of the shape of all parts into values of the shapes of each. */
function splitInto(whole: Node, parts: readonly Node[], axis: number): Node[] {
  let end: number | undefined = 0;
  return parts.map((part, index) => {
    const size = part.shape[axis]!;
    const from: number | undefined = end;
    end = from === undefined || typeof size === 'string' ? undefined : from + size;
    // Behind a size that is a name, where a part begins is known only in a pass.
    return end === undefined ? splitAt(whole, parts, index, axis) : slice(whole, { axis, from: from!, to: end });
  });
}

function splitAt(whole: Node, parts: readonly Node[], index: number, axis: number): Node {
  const apply = operation({
    name: 'split',
    shape: inputs => inputs[index + 1]!,
    dtype: ([dtype]) => dtype!,
    kernel: splitting(axis, index, parts.length),
    gradient: (upstream, [, ...all]) => {
      const zeros = all.map((part, other) => (other === index ? upstream : fillLike(part, 0)));
      return [endToEnd(zeros, axis), ...all.map(() => undefined)];
    },
  });
  return apply(whole, ...parts);
}
