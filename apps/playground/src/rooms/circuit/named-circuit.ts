import type { Input, Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';

/** A circuit with a name for each of its nodes. */
export interface NamedCircuit {
  /** The expression that it was built from; undefined for an example that was built from nodes. */
  readonly text: string | undefined;
  readonly root: Node;
  /** The inputs, in order of their first use. */
  readonly inputs: ReadonlyMap<string, Input<Shape, 'float64'>>;
  /** Inputs and operations in topological order. Constants are part of the operations that read them. */
  readonly nodes: readonly Node[];
  readonly names: ReadonlyMap<Node, string>;
}
