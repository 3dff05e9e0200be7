import type { BackwardPass, Node } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { vjp } from './vjp.ts';

/** A place where a node's value is used. */
export interface Use {
  readonly consumer: Node;
  readonly position: number;
}

/**
 * The backward pass from one node, in one mode: the reverse circuit, built only as far as it is needed. The adjoint of a
 * node is the sum of the contributions of all its uses.
 */
export class Backward implements BackwardPass {
  readonly #root: Node;
  readonly #uses: ReadonlyMap<Node, readonly Use[]>;
  readonly #adjoints = new Map<Node, Node | undefined>();
  readonly #inputAdjoints = new Map<Node, readonly (Node | undefined)[]>();

  constructor(root: Node, seed: Node, training: boolean) {
    this.#root = root;
    this.#uses = usesBelow(root, training);
    this.#adjoints.set(root, seed);
  }

  /** Returns true if the root depends on a node. */
  reaches(node: Node): boolean {
    return node === this.#root || this.#uses.has(node);
  }

  /** Returns the adjoint of a node, ∂root/∂node; `undefined` where it is zero because no use contributes. */
  at(node: Node): Node | undefined {
    if (this.#adjoints.has(node)) return this.#adjoints.get(node);
    for (const above of this.#open(node)) this.#adjoints.set(above, total(this.terms(above)));
    return this.#adjoints.get(node);
  }

  /** Returns the contribution of each use of a node: the terms of the sum that is its adjoint. */
  terms(node: Node): Node[] {
    const terms: Node[] = [];
    for (const { consumer, position } of this.#uses.get(node) ?? []) {
      const term = this.inputAdjoints(consumer)[position];
      if (term !== undefined) terms.push(term);
    }
    return terms;
  }

  /** Returns the contribution of a node to the adjoint of each of its inputs: upstream × local. */
  inputAdjoints(consumer: Node): readonly (Node | undefined)[] {
    const known = this.#inputAdjoints.get(consumer);
    if (known !== undefined) return known;
    const upstream = this.at(consumer);
    const adjoints = upstream === undefined ? [] : vjp(consumer, upstream);
    this.#inputAdjoints.set(consumer, adjoints);
    this.#attribute(adjoints, consumer, upstream);
    return adjoints;
  }

  /** Notes for the nodes that a local gradient has built whose gradient they compute. */
  #attribute(adjoints: readonly (Node | undefined)[], consumer: Node, upstream: Node | undefined): void {
    const stack = [...adjoints];
    while (stack.length > 0) {
      const node = stack.pop();
      const isNew = node?.rule !== undefined && node.forward === undefined && node !== upstream && !this.reaches(node);
      if (!isNew) continue;
      node.forward = consumer;
      stack.push(...node.inputs);
    }
  }

  /** A node and all that the root uses it through, the highest first; without those whose adjoint is known, nor what is above them. */
  #open(node: Node): Node[] {
    const found = new Set<Node>([node]);
    for (const one of found)
      for (const { consumer } of this.#uses.get(one) ?? []) if (!this.#adjoints.has(consumer)) found.add(consumer);
    return [...found].sort((a, b) => b.height - a.height);
  }
}

/** The sum of the terms of an adjoint; `undefined` of none. */
function total(terms: readonly Node[]): Node | undefined {
  if (terms.length < 2) return terms[0];
  return terms[0]!.rule?.accumulate?.(terms) ?? terms.reduce((sum, term) => add(sum, term));
}

/** Every use of every node that a root depends on. */
function usesBelow(root: Node, training: boolean): Map<Node, Use[]> {
  const uses = new Map<Node, Use[]>();
  const seen = new Set<Node>([root]);
  for (const consumer of seen) {
    const mode = consumer.rule?.kernel.kind === 'mode';
    consumer.inputs.forEach((input, position) => {
      if (mode && position !== (training ? 0 : 1)) return;
      seen.add(input);
      const known = uses.get(input);
      if (known === undefined) uses.set(input, [{ consumer, position }]);
      else known.push({ consumer, position });
    });
  }
  return uses;
}
