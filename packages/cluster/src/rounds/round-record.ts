import type { RoundCounts } from './round-counts.ts';

/** The record that a leader emits for a round that it has closed. */
export interface RoundRecord {
  /** The number of the round, from 1. */
  readonly round: number;
  /** The number of deltas that moved the weights. */
  readonly deltas: number;
  /** The number of the term of this leader. */
  readonly epoch: number;
  /** The counts of the run so far. */
  readonly counts: RoundCounts;
}
