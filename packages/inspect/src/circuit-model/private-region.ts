import type { Node } from '@thalweg/graph';
import { isAside } from './register-read.ts';
import type { Use } from './uses.ts';

/** The circuit that a region lies in. */
interface Surroundings {
  /** The place of each node in topological order: inputs come before their consumers. */
  readonly places: ReadonlyMap<Node, number>;
  readonly uses: ReadonlyMap<Node, readonly Use[]>;
  /** Returns true for a node that no region may contain, such as one of a layer. */
  readonly isTaken: (node: Node) => boolean;
}

/**
 * Returns the nodes between some nodes and the one value that all of their inputs are computed from: what only they read.
 * Returns none if there is no such value, if a source or a node that is taken lies in between, or if others read a part.
 * Registers and constants may enter anywhere.
 */
export function privateRegion(some: ReadonlySet<Node>, { places, uses, isTaken }: Surroundings): Set<Node> {
  const region = new Set<Node>();
  const has = (node: Node): boolean => some.has(node) || region.has(node);
  const enters = (node: Node): boolean => !has(node) && !isAside(node);
  // A view of a register may read a value for its shape.
  const isInner = ({ consumer }: Use): boolean => has(consumer) || isAside(consumer);
  const frontier = new Set([...some].flatMap(({ inputs }) => inputs.filter(enters)));
  while (frontier.size > 1) {
    const node = [...frontier].reduce((a, b) => (places.get(b)! > places.get(a)! ? b : a));
    if (node.inputs.length === 0 || isTaken(node) || !uses.get(node)?.every(isInner)) return new Set();
    frontier.delete(node);
    region.add(node);
    for (const input of node.inputs) if (enters(input)) frontier.add(input);
  }
  return region;
}
