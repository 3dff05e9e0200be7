import { paced } from '@thalweg/online';
import type { Parts } from '@thalweg/train';
import { share } from 'rxjs';
import type { Flights } from '../data/flights.ts';
import { recentDelays } from '../features/recent-delays.ts';
import { baselines } from './baselines.ts';
import { departuresOf } from './departures.ts';
import { landings } from './landings.ts';

/** Returns departures with baselines and recent delays, and the landings between them, as one stream to share. */
export function flightEvents(flights: Flights) {
  const airports = flights.airports.length;
  const departures$ = paced(departuresOf(flights));
  const [inAir, counted, recent] = [landings(flights), baselines(airports), recentDelays(airports)];
  const parts: Parts = { departures$, inAir, counted, recent };
  return { departures$, events$: departures$.pipe(inAir, counted, recent, share()), recent, parts };
}
