import type { Input, Node } from '@thalweg/graph';

/** The circuit of an expression, with a name for each of its nodes. */
export interface NamedCircuit {
  readonly text: string;
  readonly root: Node;
  /** The inputs, in order of their first use. */
  readonly inputs: ReadonlyMap<string, Input<readonly [], 'float64'>>;
  /** Inputs and operations in topological order. Constants are part of the operations that read them. */
  readonly nodes: readonly Node[];
  readonly names: ReadonlyMap<Node, string>;
}
