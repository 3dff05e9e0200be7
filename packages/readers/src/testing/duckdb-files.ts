import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { duckdb, type DuckDB } from './duckdb.ts';

/** A database, and files that it writes. */
export interface DuckDBFiles {
  readonly db: () => DuckDB;
  /** Writes the rows of a query to a Parquet file, and returns its path. */
  readonly written: (name: string, query: string, options?: string) => Promise<string>;
}

/** Opens a database before the tests of a file, and removes what it has written after them. */
export function duckdbFiles(): DuckDBFiles {
  const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
  let db: DuckDB;
  beforeAll(async () => void (db = await duckdb()));
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    db: () => db,
    async written(name, query, options = '') {
      const path = join(folder, `${name}.parquet`);
      await db.run(`COPY (${query}) TO '${path}' (FORMAT parquet${options})`);
      return path;
    },
  };
}
