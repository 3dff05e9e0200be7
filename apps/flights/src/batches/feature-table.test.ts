import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { HASHED, NUMBERS } from '../features/flight-features.ts';
import { recentDelays, recentFields, type KnownDeparture } from '../features/recent-delays.ts';
import { departuresOf } from '../events/departures.ts';
import { isDeparture, type Departure } from '../events/events.ts';
import { landings } from '../events/landings.ts';
import { someFlights } from '../testing/some-flights.ts';
import { featureTable, rowsOf } from './feature-table.ts';

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
