/** Flights in columns, in the order in which they left. */
export interface Flights {
  readonly rows: number;
  /** The airports that the columns `origin` and `destination` number. */
  readonly airports: readonly string[];
  readonly origin: Int32Array;
  readonly destination: Int32Array;
  /** In miles. */
  readonly distance: Float64Array;
  /** The arrival delay in minutes; negative for a flight that is early. */
  readonly delay: Float64Array;
  /** When each flight left: milliseconds since 1970, about UTC. */
  readonly departure: Float64Array;
  /** When each flight has landed, on the same clock. */
  readonly landing: Float64Array;
  /** The hour of the actual departure on the origin's clock, from 0 to 23. */
  readonly hour: Int32Array;
  /** The day of the week there, 0 for Sunday. */
  readonly weekday: Int32Array;
  /** The number of rows that were left out because they have no delay, such as those of cancelled flights. */
  readonly withoutDelay: number;
}

/** The delay in minutes from which on a flight counts as late. */
const LATE = 15;

/** Returns 1 for a flight that lands late, else 0. */
export function lateness(delay: number): 0 | 1 {
  return delay > LATE ? 1 : 0;
}
