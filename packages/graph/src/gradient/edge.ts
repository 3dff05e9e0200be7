import { nodeOf } from '../node/node-of.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { fillLike } from '../operations/fill-like.ts';
import { assembleJacobian } from './assemble-jacobian.ts';
import type { Gradients } from './gradients.ts';
import { vjp } from './vjp.ts';

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
 * - **Throws** `GraphError` if the consumer does not read the input
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
