import type { Node } from '@thalweg/graph';

/** The outputs of a frame, each node once. */
export class NodeList {
  readonly nodes: Node[] = [];
  readonly #indices = new Map<Node, number>();

  /** Returns the index of a node, which is added if it is new. */
  indexOf(node: Node): number {
    const known = this.#indices.get(node);
    if (known !== undefined) return known;
    this.#indices.set(node, this.nodes.length);
    return this.nodes.push(node) - 1;
  }
}
