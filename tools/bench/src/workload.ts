import type { Peer } from './measure.ts';

/** A task that our implementation and others are timed on. */
export interface Workload {
  readonly name: string;
  /** The implementations, ours first. */
  readonly peers: readonly Peer[];
  /** The goal for the medians, in words and as a check. */
  readonly goal: { readonly text: string; readonly met: (ours: number, other: number) => boolean };
}
