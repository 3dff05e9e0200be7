import { KeptState, withState, type Stateful } from '@thalweg/online';
import { concat, concatMap, defer, from } from 'rxjs';
import { lateness, type Flights } from '../data/flights.ts';
import type { Departure, FlightEvent, Landing } from './events.ts';
import { popSmallest, pushItem } from './heap.ts';

/**
 * Puts the landings between the departures: before each departure, the flights that have landed by then, in the order in
 * which they landed. So labels come late and out of order, as in life. At the end the flights in the air land.
 */
export function landings(flights: Flights): Stateful<Departure, FlightEvent> {
  const state = new KeptState<{ air: number[] }>({ name: 'landings', initial: () => ({ air: [] }) });
  const before = (a: number, b: number): boolean => {
    const [one, other] = [flights.landing[a]!, flights.landing[b]!];
    return one < other || (one === other && a < b);
  };
  const landed = (by: number): Landing[] => {
    const { air } = state.now;
    const found: Landing[] = [];
    while (air.length > 0 && flights.landing[air[0]!]! <= by) found.push(landingOf(flights, popSmallest(air, before)));
    return found;
  };
  const take = (departure: Departure): FlightEvent[] => {
    const events: FlightEvent[] = landed(departure.time);
    pushItem(state.now.air, departure.flight, before);
    events.push(departure);
    return events;
  };
  return withState(state, departures$ =>
    concat(
      departures$.pipe(concatMap(take)),
      defer(() => from(landed(Infinity))),
    ),
  );
}

function landingOf({ landing, origin, destination, hour, delay }: Flights, flight: number): Landing {
  return {
    flight,
    landed: landing[flight]!,
    origin: origin[flight]!,
    destination: destination[flight]!,
    hour: hour[flight]!,
    delay: delay[flight]!,
    late: lateness(delay[flight]!),
  };
}
