import { describe } from 'vitest';
import { duckdbFiles } from '../testing/duckdb-files.ts';
import { readsEveryType } from '../testing/nasty-types.ts';

describe('five thousand rows of every type that DuckDB writes are read as DuckDB reads them', () => {
  readsEveryType(duckdbFiles(), 5000);
});
