import type { Node } from '../index.ts';
import type { Plain } from './plain.ts';

/** An operation, as the law suites know it. */
export interface OperationRow {
  /** The name that it is exported under. */
  readonly operation: string;
  /** What is special about the row, where an operation has several. */
  readonly variant?: string;
  readonly apply: (...inputs: Node[]) => Node;
  /** The same by a formula that nobody could get wrong. */
  readonly naive: (...inputs: Plain[]) => Plain;
  /** Values to try it at, away from kinks. */
  readonly cases: readonly (readonly Plain[])[];
  /** Whether it passes a gradient on, has one that is zero by definition, or refuses to have one. */
  readonly gradient: 'passes' | 'zero' | 'refused';
}
