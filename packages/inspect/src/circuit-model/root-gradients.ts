import { GraphError, gradients, type Gradients, type Node } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';

/** The gradients of a root, as nodes. They are computed only while they are subscribed. */
export interface RootGradients {
  readonly all: Gradients;
  /** Returns ∂root/∂node; undefined for a node without a gradient. */
  readonly of: (node: Node) => Node | undefined;
  /** Returns the gradients that a node passes back to its inputs, one for each. */
  readonly ofInputs: (consumer: Node) => readonly (Node | undefined)[];
  /** Returns the terms that are summed to a node’s gradient; empty if there are fewer than two. */
  readonly terms: (node: Node) => readonly Node[];
}

/** Returns the gradients of a root with respect to its dependencies; undefined unless the root is a float scalar. */
export function rootGradients(root: Node, forward: ReadonlySet<Node>): RootGradients | undefined {
  if (!isFloat(root.dtype) || root.shape.some(size => size !== 1)) return undefined;
  const all = gradients(root);
  const has = (node: Node): boolean => isFloat(node.dtype) && forward.has(node);
  return {
    all,
    of: node => (has(node) ? undefinedWithoutGradient(() => all.of(node)) : undefined),
    ofInputs: consumer => (has(consumer) ? (undefinedWithoutGradient(() => all.inputAdjoints(consumer)) ?? []) : []),
    terms: node => {
      const terms = has(node) ? (undefinedWithoutGradient(() => all.terms(node)) ?? []) : [];
      return terms.length > 1 ? terms : [];
    },
  };
}

/** Returns the result; undefined if an operation on the path, such as a comparison, has no gradient. */
function undefinedWithoutGradient<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}
