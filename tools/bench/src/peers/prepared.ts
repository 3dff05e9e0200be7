import type { PeerWorkload } from './workloads.ts';

/** A workload that is ready to be timed. */
export interface Prepared {
  /** Runs the workload and returns a number that all peers must agree on: the last loss, or a value. */
  readonly run: () => number;
  /** The number of work units per call; 1 by default. */
  readonly units?: number;
  /** True if it deliberately computes something else, so that its result is not compared. */
  readonly unchecked?: boolean;
}

/** The export `prepare` of a peer’s module. It throws if the peer does not support the workload. */
export type Prepare = (workload: PeerWorkload) => Prepared | Promise<Prepared>;
