import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { fillLike } from '../operations/fill-like.ts';
import { pull } from './backward.ts';
import type { Gradients } from './gradients.ts';
import { assemble } from './jacobian.ts';

/** What flows along one edge of a circuit in the backward pass. */
export interface Edge {
  /** The gradient that arrives at the consumer. */
  readonly upstream: Node;
  /** The consumer's own derivative: element by element, or its Jacobian where it mixes elements. */
  readonly local: Node;
  /** What the input receives: upstream × local. */
  readonly product: Node;
}

/**
 * Upstream, local and product along the edge from a consumer back to one of its inputs, for looking at: a backward pass
 * computes the products only. Where a consumer mixes elements, all sizes must be fixed. An input that is read twice has
 * two edges, which are told apart by position.
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
  position: number = consumer.inputs.indexOf(input),
): Edge {
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
        : assemble(consumer, input, upstream => pull(consumer, upstream)[position]),
    product: gradients.passed(consumer)[position] ?? fillLike(input, 0),
  };
}

/** The derivative of each element by the element of the input that it was computed from. */
function slope(consumer: Node, position: number): Node {
  const { gradient } = consumer.rule!;
  return gradient?.(fillLike(consumer, 1), consumer.inputs, consumer)[position] ?? fillLike(consumer, 0);
}
