import { KeptState, type Stateful, withState } from '@thalweg/online';
import { concat, concatMap, defer, from } from 'rxjs';
import { type Flights, lateness } from '../data/flights.ts';
import type { Departure, FlightEvent, Landing } from './events.ts';

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

/** Says whether one item must leave a heap before another. */
type Before = (one: number, other: number) => boolean;

/** Adds an item to a binary heap: no item is before its parent. */
export function pushItem(heap: number[], item: number, before: Before): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(item, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = item;
}

/** Removes the first item of a binary heap that is not empty, and returns it. */
export function popSmallest(heap: number[], before: Before): number {
  const first = heap[0]!;
  const item = heap.pop()!;
  const { length } = heap;
  if (length === 0) return first;
  let at = 0;
  for (let child = 1; child < length; child = 2 * at + 1) {
    if (child + 1 < length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, item)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = item;
  return first;
}
