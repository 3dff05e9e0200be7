import { expect, test } from 'vitest';
import { duckdb } from '../testing/duckdb.ts';
import { flightsOfDuckDB } from '../testing/flights-of-duckdb.ts';

test('all columns of the three million flights are what DuckDB reads', async () => {
  expect(await flightsOfDuckDB(await duckdb())).toBe(3_000_000);
});
