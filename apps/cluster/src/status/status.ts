/** The status that a worker publishes. */
export interface WorkerStatus {
  readonly role: 'worker';
  readonly name: string;
  readonly state: 'loading' | 'learning' | 'waiting' | 'ended';
  readonly round: number;
  readonly step: number;
  readonly loss?: number;
  /** Training records per second, waiting included. */
  readonly samplesPerSecond?: number;
  /** The bytes of the log, in both directions, for each training record. */
  readonly bytesPerSample?: number;
}

/** The status that a leader publishes. */
export interface LeaderStatus {
  readonly role: 'leader';
  readonly name: string;
  readonly state: 'loading' | 'candidate' | 'leading' | 'ended';
  readonly epoch: number;
  readonly round: number;
  readonly rounds: number;
  /** The number of deltas by outcome. */
  readonly deltas: Readonly<Record<string, number>>;
  /** The last measurement on the test records. */
  readonly quality?: Quality;
}

/** A measurement on the test records after a round. */
export interface Quality {
  readonly name: string;
  readonly value: number;
  readonly round: number;
  /** The seconds since the leader began. */
  readonly seconds: number;
}

export type Status = WorkerStatus | LeaderStatus;
