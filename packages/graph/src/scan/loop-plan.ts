import type { Node } from '../node/node.ts';

/** A loop to build, in terms of placeholders and of nodes from outside. */
export interface LoopPlan {
  /** The name for errors; `scan` by default. */
  readonly subject?: string;
  readonly carries: readonly PlannedCarry[];
  /** There is at least one: it has the number of steps. */
  readonly slices: readonly PlannedSlice[];
  /** Nodes whose values at all steps are wanted. */
  readonly outputs: readonly Node[];
  /** Sums over all steps. */
  readonly sums: readonly PlannedSum[];
  readonly reverse: boolean;
  /** True if only carries are kept for the gradient, and all else is computed again. */
  readonly recomputes: boolean;
}

/** A value that one step hands to the next. */
export interface PlannedCarry {
  readonly placeholder: Node;
  readonly init: Node;
  readonly next: Node;
}

/** A value that each step takes from its position in a stack. */
export interface PlannedSlice {
  readonly placeholder: Node;
  readonly stack: Node;
}

/** The sum of terms over all steps, in the shape of a node from outside. */
export interface PlannedSum {
  readonly terms: readonly Node[];
  readonly like: Node;
}

/** The results of a loop. */
export interface LoopNodes {
  readonly last: readonly Node[];
  readonly outputs: readonly Node[];
  /** `undefined` for a sum of no terms. */
  readonly sums: readonly (Node | undefined)[];
}
