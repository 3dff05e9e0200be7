import { DtypeError, isFloat, sameShape, type Shape, ShapeError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { type BackwardPass, type Node, nodeOf, type Reverse } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { fillLike } from '../operations/fill-like.ts';
import { broadcastLike, sumLike } from '../operations/sum.ts';
import { constant } from '../sources/constant.ts';

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
      const isNew =
        node?.operation !== undefined && node.forward === undefined && node !== upstream && !this.reaches(node);
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
  return terms[0]!.operation?.accumulate?.(terms) ?? terms.reduce((sum, term) => add(sum, term));
}

/** Every use of every node that a root depends on. */
function usesBelow(root: Node, training: boolean): Map<Node, Use[]> {
  const uses = new Map<Node, Use[]>();
  const seen = new Set<Node>([root]);
  for (const consumer of seen) {
    const mode = consumer.operation?.kernel.kind === 'mode';
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

/**
 * The vector–Jacobian product of one node: the adjoint of each input from an upstream gradient, by the node's local
 * gradient and in the inputs' own shapes.
 */
export function vjp(node: Node, upstream: Node): readonly (Node | undefined)[] {
  const operation = node.operation!;
  if (operation.kernel.kind === 'mode') return node.inputs.map(() => upstream);
  if (operation.gradient === undefined)
    throw new GraphError(
      operation.name,
      'an operation on the path must have a gradient',
      `none back to ${node.inputs.map(input => input.name).join(', ')}`,
      'Wrap it in stopGradient, or take the gradient of something else.',
    );
  const adjoints = operation.gradient(upstream, node.inputs, node);
  return node.inputs.map((input, position) => {
    const term = adjoints[position];
    if (term === undefined || sameShape(term.shape, input.shape)) return term;
    if (operation.kernel.kind === 'elementwise') return sumLike(term, input);
    throw new ShapeError(
      operation.name,
      [input.shape, term.shape],
      `its gradient for input ${position} must have that input’s shape`,
      'Sum or reshape it in the local gradient.',
    );
  });
}

/** Returns the backward pass from a node. A graph with modes builds one for each mode. */
function reverseFrom(root: Node, seed: Node): Reverse {
  const seen = new Set<Node>([root]);
  for (const { operation, inputs } of seen) {
    if (operation?.reverse !== undefined) return operation.reverse(root, seed);
    for (const input of inputs) seen.add(input);
  }
  const training = new Backward(root, seed, true);
  return {
    training,
    at: <S extends Shape>(node: Node<S>) => {
      checkReached(root, node as Node, training);
      return (training.at(node as Node) ?? fillLike(node, 0)) as Node<S>;
    },
  };
}

/** Refuses a node that no backward pass reaches. */
export function checkReached(root: Node, node: Node, ...passes: readonly BackwardPass[]): void {
  if (!passes.some(pass => pass.reaches(node)))
    throw new GraphError(
      'gradient',
      `${root.name} must depend on ${node.name}`,
      'a node that it does not depend on',
      'Check what the loss is made of.',
    );
}

/** Returns the backward pass from a root. With the default upstream gradient it is built once and then shared. */
export function reverseOf(operation: string, root: Node, options?: { readonly upstream?: Node }): Reverse {
  const { upstream } = optionsOf(operation, options, { upstream: undefined });
  if (!isFloat(nodeOf(operation, root).dtype))
    throw new DtypeError(
      'gradient',
      [root.dtype],
      'the root must be float32 or float64',
      'Take the gradient of a loss.',
    );
  if (upstream !== undefined) return reverseFrom(root, checked(root, nodeOf(operation, upstream)));
  if (root.shape.some(length => length !== 1))
    throw new ShapeError(
      'gradient',
      [root.shape],
      'the root must be a scalar',
      'Reduce it with sum or mean, or give { upstream } of its shape.',
    );
  const one = constant(1, { dtype: root.dtype });
  root.reverse ??= reverseFrom(root, root.shape.length === 0 ? one : broadcastLike(one, root));
  return root.reverse;
}

function checked(root: Node, upstream: Node): Node {
  const { shape } = upstream;
  if (!sameShape(root.shape, shape))
    throw new ShapeError(
      'gradient',
      [root.shape, shape],
      'the upstream gradient must have the root’s shape',
      'Reshape it.',
    );
  if (root.dtype !== upstream.dtype)
    throw new DtypeError(
      'gradient',
      [root.dtype, upstream.dtype],
      'the upstream gradient must have the root’s dtype',
      'Convert it with cast.',
    );
  return upstream;
}

/** Returns a loss that is a scalar: it has no axes, or all of size 1. Throws `ShapeError` for another shape. */
export function scalarLoss(operation: string, loss: Node): Node {
  if (nodeOf(operation, loss).shape.every(length => length === 1)) return loss;
  throw new ShapeError(operation, [loss.shape], 'the loss must be a scalar', 'Reduce it with mean or sum.');
}
