import type { Node } from '@thalweg/graph';

/** A part of a graph that a summary has a row for. */
export interface Section {
  readonly name: string;
  /** Its nodes in topological order. */
  readonly nodes: readonly Node[];
  /** The last node that others read. */
  readonly exit: Node;
}
