import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Departure, departuresOf, isDeparture } from '../events/events.ts';
import { landings } from '../events/landings.ts';
import { HASHED, NUMBERS } from '../features/flight-features.ts';
import { type KnownDeparture, recentDelays, recentFields } from '../features/recent-delays.ts';
import { someFlights } from '../testing/some-flights.ts';
import { featureTable, rowsOf } from './batch-tables.ts';
import { frozenBaselines } from './learn-batches.ts';
import { timeSplit } from './time-split.ts';

const flights = someFlights(500);

describe('the table for batches', () => {
  it('has of each flight what was known as it left', async () => {
    const seen: KnownDeparture[] = [];
    const table = await featureTable(flights, { bits: 10, each: departure => seen.push(departure) });
    const departures: Departure[] = [];
    departuresOf(flights).subscribe(departure => departures.push(departure));
    const known: KnownDeparture[] = [];
    from(departures)
      .pipe(landings(flights), recentDelays(flights.airports.length))
      .subscribe(event => {
        if (isDeparture(event)) known.push(event);
      });
    expect(seen).toEqual(known);
    const width = HASHED + NUMBERS;
    const values = table['features.values']!.data;
    for (const [row, departure] of known.entries()) {
      expect([...values.slice(row * width, row * width + HASHED)]).toEqual(Array(HASHED).fill(1));
      const numbers = [departure.distance, ...recentFields.map(field => departure[field]!)];
      expect([...values.slice(row * width + HASHED, (row + 1) * width)]).toEqual(numbers.map(Math.fround));
    }
    const indices = table['features.indices']!.data;
    expect(new Set(indices.slice(0, width)).size).toBe(width);
  });

  it('gives some rows of itself', async () => {
    const table = await featureTable(flights, { bits: 10, each: () => {} });
    for (const chosen of [
      [3, 7, 8],
      [7, 8, 9],
    ]) {
      const found: object[] = [];
      rowsOf(table, new Uint32Array(chosen)).subscribe(row => found.push({ ...row }));
      expect(found).toHaveLength(3);
      for (const [at, row] of chosen.entries())
        expect(found[at]).toMatchObject({
          origin: flights.origin[row],
          hour: flights.hour[row],
          late: +(flights.delay[row]! > 15),
        });
    }
  });
});

const more = someFlights(1001);
const { training, test } = timeSplit(more);

it('a split in time tests on the second half, and learns from what had landed when it began', () => {
  expect([...test]).toEqual(Array.from({ length: 501 }, (_, i) => 500 + i));
  const landed = Array.from({ length: 500 }, (_, row) => row).filter(row => more.landing[row]! <= more.departure[500]!);
  expect([...training]).toEqual(landed);
  expect(training.length).toBeLessThan(480);
});

it('frozen baselines know the training rows alone', () => {
  const late = [...training].filter(row => more.delay[row]! > 15);
  const { baseRate, table } = frozenBaselines(more, { training, test });
  expect(baseRate).toEqual(new Float64Array(501).fill((late.length + 1) / (training.length + 5)));
  const alike = (row: number) => (other: number) =>
    more.origin[other] === more.origin[row] && more.hour[other] === more.hour[row];
  for (const [i, row] of [...test].entries()) {
    const [lateThere, allThere] = [late, [...training]].map(rows => rows.filter(alike(row)).length);
    expect(table[i]).toBeCloseTo((lateThere! + 5 * baseRate[0]!) / (allThere! + 5), 14);
  }
});
