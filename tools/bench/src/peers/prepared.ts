import type { PeerWorkload } from './workloads.ts';

/** A workload that is ready to be timed. */
export interface Prepared {
  /** Does it and gives a number that all peers must agree on: the last loss, or a value. */
  readonly run: () => number;
  /** How many units of work a call is; 1 by default. */
  readonly units?: number;
  /** Whether it computes something else on purpose, so that its number says nothing. */
  readonly unchecked?: boolean;
}

/** What a peer's module exports. It fails if the peer cannot do the workload here. */
export type Prepare = (workload: PeerWorkload) => Prepared | Promise<Prepared>;
