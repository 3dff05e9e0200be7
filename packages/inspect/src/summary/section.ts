import type { Node } from '@thalweg/graph';
import { registerRead } from '../circuit-model/register-read.ts';

/** A part of a graph that a summary has a row for. */
export interface Section {
  readonly name: string;
  /** Its nodes in topological order. */
  readonly nodes: readonly Node[];
  /** The last node that others read. */
  readonly exit: Node;
}

/** Returns true for what belongs to whatever reads it: a register, a view of one, or a constant. */
export function isAside(node: Node): boolean {
  return node.circuit === undefined || registerRead(node) !== undefined;
}
