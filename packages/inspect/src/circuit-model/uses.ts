import type { Node } from '@thalweg/graph';

/** A place where a node's value is read. */
export interface Use {
  readonly consumer: Node;
  readonly position: number;
}

/** Every use of every node, by some nodes. */
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
