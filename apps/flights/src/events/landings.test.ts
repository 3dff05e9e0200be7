import { fc, test } from '@fast-check/vitest';
import { restore, snapshot } from '@thalweg/train';
import { concat, from, NEVER, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { someFlights } from '../testing/some-flights.ts';
import { type Departure, departuresOf, type FlightEvent, isDeparture, isLanding } from './events.ts';
import { landings, popSmallest, pushItem } from './landings.ts';

const flights = someFlights(400);
const departures: Departure[] = [];
departuresOf(flights).pipe(toArray()).subscribe(all => departures.push(...all)); // prettier-ignore

/** Returns the events of some departures; without an end, the last flights stay in the air. */
function eventsOf(some: readonly Departure[], operator = landings(flights), ends = true): FlightEvent[] {
  const events: FlightEvent[] = [];
  const departures$ = ends ? from(some) : concat(from(some), NEVER);
  departures$
    .pipe(operator)
    .subscribe(event => events.push(event))
    .unsubscribe();
  return events;
}

describe('landings', () => {
  const events = eventsOf(departures);

  it('let every flight leave once and land once, in the order of time', () => {
    expect(events).toHaveLength(2 * flights.rows);
    const times = events.map(event => (isLanding(event) ? event.landed : event.time));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(events.filter(isLanding).map(({ flight }) => flight)).size).toBe(flights.rows);
  });

  it('have the labels of their flights, and come before a departure of the same moment', () => {
    let atOnce = 0;
    events.forEach((event, i) => {
      if (!isLanding(event)) return;
      expect(event.landed).toBe(flights.landing[event.flight]);
      expect(event.late).toBe(flights.delay[event.flight]! > 15 ? 1 : 0);
      const earlier = events.slice(0, i).reverse().find(isDeparture)!;
      expect(earlier.time).toBeLessThan(event.landed);
      if (flights.departure.includes(event.landed)) atOnce++;
    });
    expect(atOnce).toBeGreaterThan(10);
  });

  it('come out of the order of the departures', () => {
    const order = events.filter(isLanding).map(({ flight }) => flight);
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
  });

  it('continue after a snapshot with the flights in the air', () => {
    const [first, second] = [landings(flights), landings(flights)];
    const before = eventsOf(departures.slice(0, 150), first, false);
    restore({ second }, snapshot({ second: first }));
    expect([...before, ...eventsOf(departures.slice(150), second)]).toEqual(events);
  });
});

test.prop([fc.array(fc.integer({ min: 0, max: 50 }))])('a heap gives back its items in their order', items => {
  const heap: number[] = [];
  const before = (a: number, b: number): boolean => a < b;
  for (const item of items) pushItem(heap, item, before);
  const popped = items.map(() => popSmallest(heap, before));
  expect(popped).toEqual([...items].sort((a, b) => a - b));
  expect(heap).toEqual([]);
});
