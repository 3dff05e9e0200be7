import { edge, gradients, read, type Node } from '@thalweg/graph';

/** A gradient on a wire: what arrived at the box times its local gradient. */
export interface Arrival {
  readonly upstream: number;
  readonly local: number;
  readonly product: number;
}

/** Returns the nodes on the way back from the root to a node, without the root. Each value is used once. */
export function wayBack(root: Node, to: Node): readonly Node[] {
  if (to === root) return [];
  return [...wayBack(root, consumerOf(root, to)), to];
}

/** Returns what arrives at a node on its way back; undefined for the root, where it begins. */
export function arrivalAt(root: Node, node: Node): Arrival | undefined {
  if (node === root) return undefined;
  const { upstream, local, product } = edge(gradients(root), consumerOf(root, node), node);
  const [first, second, third] = [upstream, local, product].map(one => Number(read(one).item()));
  return { upstream: first!, local: second!, product: third! };
}

/** Returns the node that reads another. */
function consumerOf(root: Node, node: Node): Node {
  const found = [root];
  for (const one of found) {
    if (one.inputs.includes(node)) return one;
    found.push(...one.inputs);
  }
  throw new Error(`${node.name} must be part of the circuit.`);
}
