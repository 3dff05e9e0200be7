import { fromColumns, type Dataset } from '@thalweg/data';
import type { Flights } from '../data/flights.ts';
import type { Departure } from './events.ts';

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
