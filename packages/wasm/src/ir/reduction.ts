import type { ReducerName, Slot } from '@thalweg/graph/engine';
import type { Value } from './fusion-group.ts';

/** The ways to reduce float32 that have code in vectors. */
export type VectorReducer = Exclude<ReducerName, 'prod'>;

/** The value of a group that is reduced, and the way. */
export interface Reduced {
  readonly name: VectorReducer;
  readonly value: Value;
}

/** Reductions of a group's values along the neighbouring axes `[from, to)` of its shape, in one loop. */
export interface Reduction {
  readonly from: number;
  readonly to: number;
  /** By the slots of the results. */
  readonly results: ReadonlyMap<Slot, Reduced>;
}
