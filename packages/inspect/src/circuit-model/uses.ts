import type { Node } from '@thalweg/graph';

/** One use of a node’s value: the consumer and the position among its inputs. */
export interface Use {
  readonly consumer: Node;
  readonly position: number;
}

/** Returns the uses of each node by the given consumers. */
export function usesBy(consumers: readonly Node[]): ReadonlyMap<Node, readonly Use[]> {
  const uses = new Map<Node, Use[]>();
  for (const consumer of consumers)
    consumer.inputs.forEach((input, position) => {
      const known = uses.get(input);
      if (known === undefined) uses.set(input, [{ consumer, position }]);
      else known.push({ consumer, position });
    });
  return uses;
}
