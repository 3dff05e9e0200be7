import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { lateness } from '../data/flights.ts';
import { someFlights } from '../testing/some-flights.ts';
import { baselines, PRIOR, type WithBaselines } from './baselines.ts';
import { type Departure, departuresOf, isLanding } from './events.ts';
import { landings } from './landings.ts';

const flights = someFlights(300);

describe('the baselines', () => {
  const found: (Departure & WithBaselines)[] = [];
  const departures: Departure[] = [];
  departuresOf(flights).subscribe(departure => departures.push(departure));
  from(departures)
    .pipe(landings(flights), baselines(flights.airports.length))
    .subscribe(event => {
      if (!isLanding(event)) found.push(event);
    });

  /** The number of late flights, and of all, that had landed when a flight left. */
  const landedBefore = (row: number, accept: (other: number) => boolean): readonly [late: number, all: number] => {
    const others = [...flights.delay.keys()].filter(
      other => flights.landing[other]! <= flights.departure[row]! && accept(other),
    );
    return [others.reduce((sum, other) => sum + lateness(flights.delay[other]!), 0), others.length];
  };

  it('are shares of the flights that had landed, counted anew for each flight', () => {
    expect(found).toHaveLength(flights.rows);
    for (const { flight, baseRate, table } of found) {
      const [late, all] = landedBefore(flight, () => true);
      expect(baseRate).toBe((late + 1) / (all + PRIOR));
      const [lateThere, allThere] = landedBefore(
        flight,
        other => flights.origin[other] === flights.origin[flight] && flights.hour[other] === flights.hour[flight],
      );
      expect(table).toBeCloseTo((lateThere + PRIOR * baseRate) / (allThere + PRIOR), 14);
    }
  });

  it('differ between the flights', () => {
    expect(new Set(found.map(({ table }) => table)).size).toBeGreaterThan(30);
  });
});
