import type { Patch } from 'immer';

/** One change of a run's state, in plain JSON: what leads to the state after it, and what leads back. */
export interface Change {
  /** The step after which it came. */
  readonly step: number;
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
}
