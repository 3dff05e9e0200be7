import { type Dataset, fromColumns } from '@thalweg/data';
import type { Flights } from '../data/flights.ts';

/** A flight that leaves, with what is known of it then. */
export interface Departure {
  /** Its row. */
  readonly flight: number;
  /** When it leaves: milliseconds since 1970. */
  readonly time: number;
  /** The numbers of its airports. */
  readonly origin: number;
  readonly destination: number;
  readonly hour: number;
  readonly weekday: number;
  /** In thousands of miles. */
  readonly distance: number;
  /** The hundred of miles that the distance is in, at most 25. */
  readonly band: number;
}

/** A flight that has landed. */
export interface Landing {
  /** Its row. */
  readonly flight: number;
  /** When it has landed. */
  readonly landed: number;
  readonly origin: number;
  readonly destination: number;
  /** The hour of its departure. */
  readonly hour: number;
  /** The arrival delay in minutes. */
  readonly delay: number;
  /** 1 for a late flight, else 0. */
  readonly late: number;
}

/** Departures and landings, in their order. */
export type FlightEvent = Departure | Landing;

export function isLanding(event: FlightEvent): event is Landing {
  return 'landed' in event;
}

export function isDeparture<D extends Departure>(event: D | Landing): event is D {
  return !isLanding(event);
}

/** Returns the departures of flights, in their order. */
export function departuresOf(flights: Flights): Dataset<Departure> {
  const { rows, departure, origin, destination, hour, weekday, distance } = flights;
  return fromColumns(
    {
      flight: new Int32Array(rows).map((_, row) => row),
      time: departure,
      origin,
      destination,
      hour,
      weekday,
      distance: distance.map(miles => miles / 1000),
      band: Int32Array.from(distance, miles => bandOf(miles / 1000)),
    },
    { name: 'flights' },
  );
}

/** Returns the hundred of miles that a distance in thousands of miles is in, at most 25. */
export function bandOf(distance: number): number {
  return Math.min(25, Math.floor(10 * distance));
}
