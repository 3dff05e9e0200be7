import type { Flights } from './flights.ts';
import { hourOf, landingOf, toUtc, weekdayOf } from './flight-times.ts';

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
