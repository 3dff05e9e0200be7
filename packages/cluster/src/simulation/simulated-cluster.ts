import type { RoundShares } from './round-shares.ts';

/** Figures of a simulated cluster: means over all rounds. */
export interface SimulatedCluster {
  /** Examples in deltas that counted, a second. */
  readonly samplesPerSecond: number;
  /** Milliseconds of a round, in the mean. */
  readonly roundTime: number;
  /** Bytes between the workers and the leader for each example. */
  readonly bytesPerSample: number;
  /** The machine of the leader: bytes a second in each direction, and the share of the time that it computes. */
  readonly leader: SimulatedMachine;
  /** The machine of a worker, in the mean. */
  readonly worker: SimulatedMachine;
  /** The parts of the time of a round; together 1. */
  readonly shares: RoundShares;
  /** The largest part. */
  readonly bottleneck: keyof RoundShares;
  readonly counts: {
    readonly rounds: number;
    /** Deltas that counted. */
    readonly deltas: number;
    /** Deltas that arrived after their round had closed. */
    readonly stale: number;
    /** Times that a worker gave its steps up, as the weights of the next round were there. */
    readonly late: number;
  };
}

/** Bytes a second through a machine's link, and how busy it is. */
export interface SimulatedMachine {
  readonly received: number;
  readonly sent: number;
  /** From 0 to 1. */
  readonly computing: number;
}
