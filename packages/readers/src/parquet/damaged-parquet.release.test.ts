import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdb, type DuckDB } from '../testing/duckdb.ts';
import { fuzz } from '../testing/fuzz.ts';
import { parquet } from './parquet.ts';

let db: DuckDB;
const folder = mkdtempSync(join(tmpdir(), 'damaged-parquet-'));
beforeAll(async () => void (db = await duckdb()));
afterAll(() => rmSync(folder, { recursive: true }));

/** Columns of most encodings: plain, dictionaries, differences, split bytes, run lengths and nested ones. */
const QUERY = `SELECT i AS n, (i * 100003)::INTEGER AS i32, CASE WHEN i % 7 = 3 THEN NULL ELSE i / 7 END AS f64,
  i % 3 = 0 AS yes, 'airport ' || i % 13 AS low, 'number ' || i AS high, ((i - 500) / 7)::DECIMAL(38, 6) AS d,
  TIMESTAMP '1969-12-31 23:59:50' + to_hours(i) AS at, CASE WHEN i % 5 = 3 THEN NULL ELSE [i, NULL, i + 1] END AS list,
  {'a': i, 'b': 'b' || i} AS struct, MAP {'k' || i % 3: i} AS map, uuid() AS id, ('bin' || i)::BLOB AS bytes
  FROM range(400) t(i)`;

async function written(codec: string, version: string): Promise<Uint8Array> {
  const path = join(folder, `${codec}-${version}.parquet`);
  const options = `FORMAT parquet, COMPRESSION ${codec}, PARQUET_VERSION ${version}, ROW_GROUP_SIZE 2048`;
  await db.run(`COPY (${QUERY}) TO '${path}' (${options})`);
  return new Uint8Array(readFileSync(path));
}

const codecs = ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'];
test.each(codecs)('with codec %s, a damaged file gives records, or an error with its name, at once', async codec => {
  const files = [await written(codec, 'V1'), await written(codec, 'V2')];
  const outcome = await fuzz({ files, open: (bytes, name) => parquet(bytes, { name }), count: 1000, seed: 1000 });
  expect(outcome.wrong).toEqual([]);
  expect(outcome.refused).toBeGreaterThan(250);
});
