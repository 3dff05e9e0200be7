/** The rounds of a worker since it was created, counted by what happened to them. */
export interface WorkerCounts {
  /** Deltas that it sent. */
  readonly sent: number;
  /** Deltas that it sent again, as no round began for long. */
  readonly resent: number;
  /** Rounds that closed before it had sent its delta: it goes on from the newer weights. */
  readonly late: number;
}
