import type { Preprocessing } from '@thalweg/model';
import { KeptState, withState, type Stateful } from '@thalweg/online';
import { map, type Observable } from 'rxjs';
import { isLanding, type Departure, type FlightEvent, type Landing } from '../events/events.ts';

const HOUR = 3_600_000;
/** The hours after which a landing counts half. */
const HALF_LIVES = [0.5, 2] as const;
/** The estimate for an airport without landings: as if so many flights of a common share and delay had landed. */
const PRIOR = { flights: 2, share: 0.2, minutes: 5 } as const;
/** Delays beyond these minutes count as these. */
const EXTREMES = [-30, 180] as const;
/** The number of a place's sums: lateness, delay and weight, and the time at which they are. */
const CELLS = 4;

/** The fields with the recent delays, in the order in which they are computed. */
export const recentFields = HALF_LIVES.flatMap(hours =>
  ['from', 'to'].flatMap(airport => [`${airport}: late, ${hours} h`, `${airport}: delay, ${hours} h`]),
);

/** A departure with the recent delays at both of its airports: see {@link recentDelays}. */
export type KnownDeparture = Departure & Readonly<Record<string, number>>;

/** The operator that {@link recentDelays} returns. The file of a model can hold it. */
export type RecentDelays = Stateful<Departure | Landing, KnownDeparture | Landing> & Preprocessing;

/**
 * Adds the recent delays to each departure, from the labels that have arrived by then: decaying averages of the share of late
 * flights and of the delay in half hours, over the flights that left its origin and over those that came to its destination,
 * with half-lives of half an hour and two hours. Landings pass unchanged.
 */
export function recentDelays(airports: number): RecentDelays {
  const size = CELLS * 2 * airports * HALF_LIVES.length;
  const state = new KeptState<{ sums: Float64Array }>({
    name: 'recentDelays',
    settings: { airports },
    initial: () => ({ sums: new Float64Array(size) }),
    check: ({ sums }, is) => is.numbers('sums', sums, size),
  });
  const placesOf = (event: FlightEvent): number[] => [event.origin, airports + event.destination];
  const read = (event: Departure): KnownDeparture => withRecent(event, state.now.sums, placesOf(event), 2 * airports);
  const step = (event: FlightEvent): KnownDeparture | Landing => {
    if (!isLanding(event)) return read(event);
    for (let i = 0; i < HALF_LIVES.length; i++)
      for (const place of placesOf(event)) count(state.now.sums, CELLS * (2 * airports * i + place), event, i);
    return event;
  };
  return Object.assign(withState(state, map(step)), {
    describe: () => ({ kind: 'recentDelays', arguments: [airports] }),
    applyTo: (departure: object) => read(departure as Departure),
    reading: (source: Observable<Departure>) => source.pipe(map(read)),
  });
}

/** Returns a copy of a departure with the averages at its places. A copy field by field is much faster than a spread. */
function withRecent(
  departure: Departure,
  sums: Float64Array,
  places: readonly number[],
  stride: number,
): KnownDeparture {
  const known: Record<string, number> = {};
  for (const name in departure) known[name] = departure[name as keyof Departure];
  let field = 0;
  for (let i = 0; i < HALF_LIVES.length; i++)
    for (const place of places) {
      const cell = CELLS * (stride * i + place);
      const fade = fadeOf(sums, cell, departure.time, i);
      const weight = sums[cell + 2]! * fade + PRIOR.flights;
      known[recentFields[field++]!] = (sums[cell]! * fade + PRIOR.flights * PRIOR.share) / weight;
      known[recentFields[field++]!] = (sums[cell + 1]! * fade + PRIOR.flights * PRIOR.minutes) / weight / 30;
    }
  return known as KnownDeparture;
}

function count(sums: Float64Array, cell: number, { landed, late, delay }: Landing, halfLife: number): void {
  const fade = fadeOf(sums, cell, landed, halfLife);
  sums[cell] = sums[cell]! * fade + late;
  sums[cell + 1] = sums[cell + 1]! * fade + Math.max(EXTREMES[0], Math.min(EXTREMES[1], delay));
  sums[cell + 2] = sums[cell + 2]! * fade + 1;
  sums[cell + 3] = landed;
}

function fadeOf(sums: Float64Array, cell: number, time: number, halfLife: number): number {
  return 2 ** (-(time - sums[cell + 3]!) / (HALF_LIVES[halfLife]! * HOUR));
}
