/**
 * A record of a run, as `train` and `progressive` emit and `runHistory` keeps them. All is optional: a chart uses the
 * records that have what it shows.
 */
export interface RunRecord {
  /** The number of the step. */
  readonly step?: number;
  /** The number of the epoch. */
  readonly epoch?: number;
  /** The number of examples so far. */
  readonly examples?: number;
  /** The number of examples so far, by its name in the records of `progressive`. */
  readonly count?: number;
  /** Seconds since the run began; `timed` adds them. */
  readonly seconds?: number;
  readonly loss?: number;
  /** Numbers by name; others are ignored. */
  readonly metrics?: object;
  /** Numbers by name that were measured on other data. */
  readonly validation?: unknown;
}
