import type { Patch } from 'immer';

/** One change of a run's state, in plain JSON: the patches that lead to the state after it, and those that lead back. */
export interface Change {
  /** The step after which the state changed. */
  readonly step: number;
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
}
