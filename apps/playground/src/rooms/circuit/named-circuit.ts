import type { Node, Parameter } from '@thalweg/graph';

/** A circuit that came from a text, with a name for each of its nodes. */
export interface NamedCircuit {
  readonly text: string;
  readonly root: Node;
  /** In the order in which the text names them. */
  readonly inputs: ReadonlyMap<string, Parameter<readonly []>>;
  /** Inputs and operations, each after what it reads. Constants are part of the operations that read them. */
  readonly nodes: readonly Node[];
  readonly names: ReadonlyMap<Node, string>;
}
