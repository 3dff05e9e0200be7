import { GraphError, gradients, type Gradients, type Node } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';

/** The gradients of a root, as nodes. They cost nothing until they are subscribed. */
export interface RootGradients {
  readonly all: Gradients;
  /** ∂root/∂node; nothing for what has no gradient. */
  readonly of: (node: Node) => Node | undefined;
  /** The contribution of a node to the gradient of each of its inputs. */
  readonly inputAdjoints: (consumer: Node) => readonly (Node | undefined)[];
  /** The terms that a node’s gradient is the sum of, if there are several. */
  readonly terms: (node: Node) => readonly Node[];
}

/** The gradients of a root with respect to what it depends on; nothing if it is no scalar of real numbers. */
export function rootGradients(root: Node, forward: ReadonlySet<Node>): RootGradients | undefined {
  if (!isFloat(root.dtype) || root.shape.some(size => size !== 1)) return undefined;
  const all = gradients(root);
  const has = (node: Node): boolean => isFloat(node.dtype) && forward.has(node);
  return {
    all,
    of: node => (has(node) ? unlessNone(() => all.of(node)) : undefined),
    inputAdjoints: consumer => (has(consumer) ? (unlessNone(() => all.inputAdjoints(consumer)) ?? []) : []),
    terms: node => {
      const terms = has(node) ? (unlessNone(() => all.terms(node)) ?? []) : [];
      return terms.length > 1 ? terms : [];
    },
  };
}

/** What is asked for; nothing where an operation on the way has no gradient, such as a comparison. */
function unlessNone<T>(asked: () => T): T | undefined {
  try {
    return asked();
  } catch (error) {
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}
