import { type Shape, ShapeError, sizeOf, type Sizes, tensor } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { fillLike } from '../operations/fill-like.ts';
import { mul } from '../operations/mul.ts';
import { reshape } from '../operations/reshape.ts';
import { constant } from '../sources/constant.ts';
import { vjp } from './backward.ts';
import type { Gradients } from './gradients.ts';

/** The factors and the product of one edge of a circuit in the backward pass. */
export interface Edge {
  /** The adjoint of the consumer. */
  readonly upstream: Node;
  /** The consumer's own derivative: element by element, or its Jacobian where it mixes elements. */
  readonly local: Node;
  /** The contribution to the adjoint of the input: upstream × local. */
  readonly product: Node;
}

/**
 * Returns upstream, local and product along the edge from a consumer back to one of its inputs. It is for inspection: a
 * backward pass computes the products only. Where a consumer mixes elements, all sizes must be fixed. An input that is
 * read twice has two edges, which `position` distinguishes.
 *
 * - **Throws** `GraphError` if the consumer does not read the input; `ShapeError` if the consumer mixes elements and a size is
 *   not fixed
 *
 * @example
 * const x = parameter(3), y = parameter(4), f = mul(x, y);
 * read(edge(gradients(f), f, x).local).item() // => 4
 */
export function edge(
  gradients: Gradients,
  consumer: Node,
  input: Node,
  position: number = nodeOf('edge', consumer).inputs.indexOf(input),
): Edge {
  nodeOf('edge', input);
  if (position < 0 || consumer.inputs[position] !== input)
    throw new GraphError(
      'edge',
      `${consumer.name} must read ${input.name} directly`,
      'nodes without an edge between them',
      'Name the consumer first, then one of its inputs.',
    );
  return {
    upstream: gradients.of(consumer),
    local:
      consumer.rule!.kernel.kind === 'elementwise'
        ? slope(consumer, position)
        : assembleJacobian(consumer, input, upstream => vjp(consumer, upstream)[position]),
    product: gradients.inputAdjoints(consumer)[position] ?? fillLike(input, 0),
  };
}

/** The derivative of each element by the element of the input that it was computed from. */
function slope(consumer: Node, position: number): Node {
  const { gradient } = consumer.rule!;
  return gradient?.(fillLike(consumer, 1), consumer.inputs, consumer)[position] ?? fillLike(consumer, 0);
}

/** Stacks the vector–Jacobian products for every one-hot upstream gradient of `y` into the Jacobian ∂y/∂x. */
function assembleJacobian(y: Node, x: Node, vjp: (upstream: Node) => Node | undefined): Node {
  const [rows, columns] = [fixedSize(nodeOf('jacobian', y).shape), fixedSize(nodeOf('jacobian', x).shape)];
  let whole: Node | undefined;
  for (let row = 0; row < rows; row++) {
    const hot = new Float64Array(rows);
    hot[row] = 1;
    const one = (shape: Sizes): Node => constant(tensor(hot, { shape, dtype: y.dtype }));
    const adjoint = vjp(one(y.shape as Sizes)) ?? fillLike(x, 0);
    const placed = mul(one([rows, 1]), reshape(adjoint, [1, columns]));
    whole = whole === undefined ? placed : add(whole, placed);
  }
  const shape = [...y.shape, ...x.shape];
  return whole === undefined
    ? constant(tensor([], { shape: shape as number[], dtype: y.dtype }))
    : reshape(whole, shape);
}

function fixedSize(shape: Shape): number {
  if (shape.some(length => typeof length === 'string'))
    throw new ShapeError('jacobian', [shape], 'all sizes must be fixed', 'Take it for a batch of a known size.');
  return sizeOf(shape as Sizes);
}
