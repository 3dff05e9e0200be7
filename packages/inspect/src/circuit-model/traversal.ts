import { type Node, Parameter, Register } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';

/** Returns the nodes that the roots depend on, the roots included, in topological order: inputs before their consumers. */
export function nodesBelow(roots: readonly Node[]): Node[] {
  const found = new Set<Node>();
  const entered = new Set<Node>();
  // An explicit stack: recursion would overflow the call stack on a deep graph.
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    if (entered.has(node)) {
      stack.pop();
      found.add(node);
      continue;
    }
    entered.add(node);
    for (const input of [...node.inputs].reverse()) if (!entered.has(input)) stack.push(input);
  }
  return [...found];
}

/**
 * Returns the nodes that some roots depend on, the roots included. With a mode, true for training, it follows one arm of each
 * choice between training and prediction, and both without.
 */
export function reached(roots: readonly Node[], training?: boolean): Set<Node> {
  const found = new Set(roots);
  for (const { operation, inputs } of found) {
    const isOne = training !== undefined && operation?.kernel.kind === 'mode';
    for (const input of isOne ? [inputs[training ? 0 : 1]!] : inputs) found.add(input);
  }
  return found;
}

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

/**
 * Returns the given nodes together with every node on a path from one of them to another (their convex closure). A box
 * of such nodes has no path that leaves it and returns, so the boxes of a circuit have a topological order.
 *
 * `nodes` are the nodes of the circuit in topological order, inputs before their consumers.
 */
export function withPathsBetween(some: ReadonlySet<Node>, nodes: readonly Node[]): Set<Node> {
  const above = new Set<Node>(some);
  for (const node of nodes) if (node.inputs.some(input => above.has(input))) above.add(node);
  const below = new Set<Node>(some);
  for (let index = nodes.length - 1; index >= 0; index--)
    if (below.has(nodes[index]!)) for (const input of nodes[index]!.inputs) below.add(input);
  return new Set([...above].filter(node => below.has(node)));
}

/**
 * Returns a function that says of a node if it is a weight that stays: a state of floats that no rule among some nodes writes, unlike
 * running statistics and counters.
 */
export function isFrozenIn(nodes: readonly Node[]): (node: Node) => boolean {
  const written = new Set(nodes.map(({ register }) => register));
  return node =>
    node instanceof Register && !(node instanceof Parameter) && isFloat(node.dtype) && !written.has(node as Node);
}
