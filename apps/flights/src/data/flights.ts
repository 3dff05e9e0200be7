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

/** Flights in the order of their table, with local times. */
export interface FlightTable {
  readonly rows: number;
  readonly airports: readonly string[];
  readonly origin: Int32Array;
  readonly destination: Int32Array;
  readonly distance: Float64Array;
  readonly delay: Float64Array;
  /** Milliseconds since 1970 on the origin's clock. */
  readonly local: Float64Array;
  readonly withoutDelay: number;
}

/** Returns flights in the order of their departures in UTC; flights of the same moment keep the order of the table. */
export function inOrder(table: FlightTable, longitudes: readonly number[]): Flights {
  const { rows, airports, local, origin, withoutDelay } = table;
  const utc = new Float64Array(rows);
  for (let row = 0; row < rows; row++) utc[row] = toUtc(local[row]!, longitudes[origin[row]!]!);
  const order = new Uint32Array(rows).map((_, row) => row).sort((a, b) => utc[a]! - utc[b]! || a - b);
  const departure = rowsOf(utc, order);
  const distance = rowsOf(table.distance, order);
  const delay = rowsOf(table.delay, order);
  return {
    rows,
    airports,
    origin: Int32Array.from(order, row => origin[row]!),
    destination: Int32Array.from(order, row => table.destination[row]!),
    distance,
    delay,
    departure,
    landing: departure.map((time, row) => landingOf(time, distance[row]!, delay[row]!)),
    hour: Int32Array.from(order, row => hourOf(local[row]!)),
    weekday: Int32Array.from(order, row => weekdayOf(local[row]!)),
    withoutDelay,
  };
}

function rowsOf(column: Float64Array, order: Uint32Array): Float64Array {
  return Float64Array.from(order, row => column[row]!);
}

const MINUTE = 60_000;

const HOUR = 60 * MINUTE;

const DAY = 24 * HOUR;

/** The speed in miles an hour, and the time on the ground in minutes, of an imagined flight. */
const SPEED = 450;

const ON_GROUND = 30;

/**
 * Returns a local time as milliseconds since 1970 in UTC, by 15° of longitude for each hour. This is an approximation: time
 * zones have their own borders and summer times, so it is wrong by up to about an hour and a half.
 */
export function toUtc(local: number, longitude: number): number {
  return local - (longitude / 15) * HOUR;
}

/**
 * Returns when a flight has landed: its departure, 30 minutes, the distance at 450 miles an hour, and its delay if it is late.
 * The table has no times of landing, so this is an assumption.
 */
export function landingOf(departure: number, distance: number, delay: number): number {
  return departure + (ON_GROUND + (60 * distance) / SPEED + Math.max(delay, 0)) * MINUTE;
}

/** Returns the hour of a time, from 0 to 23. */
export function hourOf(time: number): number {
  return modulo(Math.floor(time / HOUR), 24);
}

/** Returns the day of the week of a time, 0 for Sunday. */
export function weekdayOf(time: number): number {
  // 1 January 1970 was a Thursday.
  return modulo(Math.floor(time / DAY) + 4, 7);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
