import type { Peer } from './measure.ts';

/** A piece of work, done by us and by others. */
export interface Workload {
  readonly name: string;
  /** Ours first. */
  readonly peers: readonly Peer[];
  /** What the medians must show, in words and as a check. */
  readonly goal: { readonly text: string; readonly met: (ours: number, other: number) => boolean };
}
