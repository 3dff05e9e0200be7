import { sameShape, ShapeError } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { BackwardPass, Node } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { sumLike } from '../operations/sum.ts';

/** A place where a node's value is used. */
export interface Use {
  readonly consumer: Node;
  readonly position: number;
}

/**
 * The backward pass from one node, in one mode: the reverse circuit, built as far as it is asked for. What arrives at
 * a node is the sum of what all its uses pass on.
 */
export class Backward implements BackwardPass {
  readonly #root: Node;
  readonly #uses: ReadonlyMap<Node, readonly Use[]>;
  readonly #arrived = new Map<Node, Node | undefined>();
  readonly #passed = new Map<Node, readonly (Node | undefined)[]>();

  constructor(root: Node, seed: Node, training: boolean) {
    this.#root = root;
    this.#uses = usesBelow(root, training);
    this.#arrived.set(root, seed);
  }

  /** Whether the root depends on a node. */
  reaches(node: Node): boolean {
    return node === this.#root || this.#uses.has(node);
  }

  /** The gradient that arrives at a node; `undefined` where it is zero because nothing passes one on. */
  at(node: Node): Node | undefined {
    if (this.#arrived.has(node)) return this.#arrived.get(node);
    for (const above of this.#between(node))
      if (!this.#arrived.has(above)) this.#arrived.set(above, total(this.terms(above)));
    return this.#arrived.get(node);
  }

  /** What each use of a node passes back to it: the terms of the sum. */
  terms(node: Node): Node[] {
    const terms: Node[] = [];
    for (const { consumer, position } of this.#uses.get(node) ?? []) {
      const term = this.passed(consumer)[position];
      if (term !== undefined) terms.push(term);
    }
    return terms;
  }

  /** What a node passes on to each of its inputs: upstream × local. */
  passed(consumer: Node): readonly (Node | undefined)[] {
    const known = this.#passed.get(consumer);
    if (known !== undefined) return known;
    const upstream = this.at(consumer);
    const passed = upstream === undefined ? [] : pull(consumer, upstream);
    this.#passed.set(consumer, passed);
    return passed;
  }

  /** A node and all that the root uses it through, the highest first. */
  #between(node: Node): Node[] {
    const found = new Set<Node>([node]);
    for (const one of found) for (const { consumer } of this.#uses.get(one) ?? []) found.add(consumer);
    return [...found].sort((a, b) => b.height - a.height);
  }
}

/** What the inputs of a node receive for an upstream gradient: its local rule, in the inputs' own shapes. */
export function pull(node: Node, upstream: Node): readonly (Node | undefined)[] {
  const rule = node.rule!;
  if (rule.kernel.kind === 'mode') return node.inputs.map(() => upstream);
  if (rule.gradient === undefined)
    throw new GraphError(
      rule.name,
      'an operation on the path must have a gradient',
      `none back to ${node.inputs.map(input => input.name).join(', ')}`,
      'Wrap it in stopGradient, or take the gradient of something else.',
    );
  const passed = rule.gradient(upstream, node.inputs, node);
  return node.inputs.map((input, position) => {
    const term = passed[position];
    if (term === undefined || sameShape(term.shape, input.shape)) return term;
    if (rule.kernel.kind === 'elementwise') return sumLike(term, input);
    throw new ShapeError(
      rule.name,
      [input.shape, term.shape],
      `its gradient for input ${position} must have that input’s shape`,
      'Sum or reshape it in the local gradient.',
    );
  });
}

function total(terms: readonly Node[]): Node | undefined {
  if (terms.length < 2) return terms[0];
  return terms[0]!.rule?.addUp?.(terms) ?? terms.reduce((sum, term) => add(sum, term));
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
