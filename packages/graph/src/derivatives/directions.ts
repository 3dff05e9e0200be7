import { DtypeError, sameShape, ShapeError } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { alignedTo, listOf, type Nodes } from '../node/nodes.ts';
import { add } from '../operations/add.ts';
import { mul } from '../operations/mul.ts';
import { sum } from '../operations/sum.ts';

/** Nodes of the same form and shapes. */
export type Alike<X> = X extends Node<infer S> ? Node<S> : { readonly [K in keyof X]: Alike<X[K]> };

/** A node, and the direction in which it moves. */
export interface Direction {
  readonly node: Node;
  readonly along: Node;
}

/** Pairs nodes with directions of the same form. Throws `GraphError`, `ShapeError` or `DtypeError` if one does not fit. */
export function directionsOf(subject: string, nodes: Nodes, along: Nodes): Direction[] {
  const directions = alignedTo(subject, nodes, along, {
    of: 'x',
    advice: 'Give a direction, a node, for each node in x.',
  });
  const all = listOf(subject, nodes);
  if (all.length === 0) throw new GraphError(subject, 'there must be a node to move', 'none', 'Give it one.');
  return all.map((node, n) => ({ node, along: checked(subject, node, directions[n]!) }));
}

function checked(subject: string, node: Node, along: Node): Node {
  if (!sameShape(node.shape, along.shape))
    throw new ShapeError(
      subject,
      [node.shape, along.shape],
      `the direction of ${node.name} must have its shape`,
      'Give one number for each element.',
    );
  if (node.dtype !== along.dtype)
    throw new DtypeError(
      subject,
      [node.dtype, along.dtype],
      `the direction of ${node.name} must have its dtype`,
      'Convert it with cast.',
    );
  return along;
}

/** The sum of the products of all elements of some nodes with those of others. */
export function innerProduct(pairs: readonly (readonly [Node, Node])[]): Node {
  return pairs.map(([a, b]) => sum(mul(a, b) as Node) as Node).reduce((total, one) => add(total, one) as Node);
}

/** True if a node is computed from another, or is it. */
export function dependsOn(root: Node, node: Node): boolean {
  const seen = new Set<Node>([root]);
  for (const one of seen) {
    if (one === node) return true;
    for (const input of one.inputs) if (input.height >= node.height) seen.add(input);
  }
  return false;
}
