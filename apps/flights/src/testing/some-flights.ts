import { type Flights, landingOf } from '../data/flights.ts';

const MINUTE = 60_000;

/** Returns flights between a few airports, one a minute, with delays that are a function of the row. */
export function someFlights(rows: number): Flights {
  const all = Array.from({ length: rows }, (_, row) => row);
  const departure = Float64Array.from(all, row => row * MINUTE);
  const distance = Float64Array.from(all, row => 100 + 37 * (row % 23));
  const delay = Float64Array.from(all, row => ((row * 31) % 97) - 40);
  return {
    rows,
    airports: ['A', 'B', 'C', 'D', 'E'],
    origin: Int32Array.from(all, row => row % 5),
    destination: Int32Array.from(all, row => (row * 3 + 1) % 5),
    distance,
    delay,
    departure,
    landing: departure.map((time, row) => landingOf(time, distance[row]!, delay[row]!)),
    hour: Int32Array.from(all, row => Math.floor(row / 60) % 24),
    weekday: Int32Array.from(all, row => Math.floor(row / 1440) % 7),
    withoutDelay: 0,
  };
}
