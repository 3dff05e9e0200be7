import { test } from 'vitest';
import { duckdb } from '../testing/duckdb.ts';
import { flightsAreThoseOfDuckDB } from '../testing/flights-of-duckdb.ts';

test('all columns of the three million flights are what DuckDB reads', async () =>
  flightsAreThoseOfDuckDB(await duckdb(), 3_000_000));
