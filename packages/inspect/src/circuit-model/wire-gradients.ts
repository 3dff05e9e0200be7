import { add, GraphError, gradients, type Gradients, type Node } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import type { CircuitModel } from './circuit-model.ts';
import type { Wire } from './shown-circuit.ts';

/** The gradients of a root, as nodes, wherever something can be shown. */
export interface WireGradients {
  /** All gradients; nothing for a root that has none. */
  readonly all: Gradients | undefined;
  /** ∂root/∂node. */
  readonly of: (node: Node) => Node | undefined;
  /** What comes back along a wire: one term of the sum where its value fans out. */
  readonly along: (wire: Wire) => Node | undefined;
  /** The terms that a node’s gradient is the sum of, if there are several. */
  readonly terms: (node: Node) => readonly Node[];
}

/** The reverse streams behind a circuit’s wires. They cost nothing until they are subscribed. */
export function wireGradients({ root, forward, uses }: CircuitModel): WireGradients {
  const hasGradients = isFloat(root.dtype) && root.shape.every(size => size === 1);
  const all = hasGradients ? gradients(root) : undefined;
  const has = (node: Node): boolean => all !== undefined && isFloat(node.dtype) && forward.has(node);
  const of = (node: Node): Node | undefined => (has(node) ? unlessNone(() => all!.of(node)) : undefined);
  const usesOf = (node: Node) => (uses.get(node) ?? []).filter(({ consumer }) => forward.has(consumer));
  return {
    all,
    of,
    along: ({ node, to, uses: along }) => {
      if (!has(node)) return undefined;
      const counted = along.filter(({ consumer }) => forward.has(consumer));
      if (to === undefined || counted.length === usesOf(node).length) return of(node);
      const terms = counted.flatMap(({ consumer, position }) => {
        const passed = unlessNone(() => all!.passed(consumer)[position]);
        return passed === undefined ? [] : [passed];
      });
      return terms.length === 0 ? undefined : terms.reduce((sum, term) => add(sum, term));
    },
    terms: node => {
      const terms = has(node) ? unlessNone(() => all!.terms(node)) : undefined;
      return terms !== undefined && terms.length > 1 ? terms : [];
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
