/** Options of {@link connectTraining}. */
export interface ConnectTrainingOptions {
  /** A value for the build in the worker, such as settings or a seed. It is copied. */
  readonly initial?: unknown;
  /** The number of records that may be on their way to the worker or wait there, 64 by default. */
  readonly credit?: number;
  /**
   * Gives the arrays of records away instead of copying them; false by default. The sender must not use them any more. Only
   * arrays that fill their buffer are moved; others are copied.
   */
  readonly transfer?: boolean;
  /** The shortest time between two reports of the worker, in milliseconds, 50 by default. */
  readonly reportMs?: number;
  /** The step records that come out: `'all'`, the default, or the `'latest'` one of each report. */
  readonly steps?: 'all' | 'latest';
  /**
   * The treatment of a worker that dies: `'never'`, the default, fails; `'snapshot'` makes another one, which begins with the last
   * state that arrived and gets the records after it again. It needs a function that makes workers.
   */
  readonly restart?: 'never' | 'snapshot';
  /**
   * The number of records that are kept for a restart, 1,000 by default: the worker sends its state after half as many. While they
   * are that many, no further record is taken from the source. For a worker with its own data it is a number of steps.
   */
  readonly snapshotEvery?: number;
  /** The time without an answer after which a worker counts as dead, in milliseconds, 30,000 by default; `Infinity` for never. */
  readonly silenceMs?: number;
}
