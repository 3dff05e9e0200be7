import { describe, expect, test } from 'vitest';
import { duckdbFiles } from '../testing/duckdb-files.ts';
import { flightsOfDuckDB } from '../testing/flights-of-duckdb.ts';
import { nasty, readsEveryType } from '../testing/nasty-types.ts';
import { recordsOf } from '../testing/records-of.ts';
import { parquet } from './parquet.ts';

const files = duckdbFiles();
const { db, written } = files;

describe('every type that DuckDB writes is read as DuckDB reads it', () => {
  // More than a row group.
  readsEveryType(files, 2200);

  test.each([0, 1, 2, 8, 9])('%i rows', async count => {
    const path = await written(`rows-${count}`, nasty(count));
    expect(await recordsOf(await parquet(path))).toEqual(await db().rows(`SELECT * FROM '${path}'`));
  });
});

test('decimals and whole numbers are exact as texts and bigints', async () => {
  const query = `SELECT ((i - 500) * 1e24 / 7)::DECIMAL(38, 10) AS d38, ((i - 50) / 7)::DECIMAL(4, 3) AS d4,
    9223372036854775807 - i AS i64, 18446744073709551615 - i::UBIGINT AS u64, '-0.5'::DECIMAL(18, 3) AS half
    FROM range(100) t(i)`;
  const path = await written('exact', query);
  const types = { d38: 'text', d4: 'text', i64: 'bigint', u64: 'text', half: 'text' } as const;
  const rows = await recordsOf(await parquet(path, { types }));
  const expected = await db().rows(
    `SELECT d38::VARCHAR AS d38, d4::VARCHAR AS d4, i64::VARCHAR AS i64, u64::VARCHAR AS u64, half::VARCHAR AS half FROM '${path}'`,
  );
  expect(rows).toEqual(expected.map(row => ({ ...row, i64: BigInt(row['i64'] as string) })));
  await expect(parquet(path)).rejects.toThrow(/column 'i64' must hold whole numbers within ±2\^53/);
});

test('columns are categories where a dictionary has at most half as many entries as rows', async () => {
  const text = (distinct: number): string => `'text ' || i % ${distinct} AS t${distinct}`;
  const path = await written('dictionaries', `SELECT ${[1, 10, 900, 5000].map(text).join(', ')} FROM range(5000) t(i)`);
  const data = await parquet(path);
  expect([...data.schema].map(({ name, type }) => [name, type])).toEqual([
    ['t1', 'category'],
    ['t10', 'category'],
    ['t900', 'category'],
    ['t5000', 'text'],
  ]);
  expect(await recordsOf(data)).toEqual(await db().rows(`SELECT * FROM '${path}'`));
});

test('a category may have texts that its dictionary lacks', async () => {
  // The first row group has few texts, the second so many that the writer leaves its dictionary.
  const query = `SELECT CASE WHEN i < 4096 THEN 'few ' || i % 3 ELSE 'many ' || hash(i) || repeat('x', 40) END AS t FROM range(40000) t(i)`;
  const path = await written('fallback', query, ', ROW_GROUP_SIZE 4096');
  const data = await parquet(path);
  expect(data.schema.column('t').type).toBe('category');
  expect(await recordsOf(data)).toEqual(await db().rows(`SELECT * FROM '${path}'`));
});

test('the first columns of the three million flights are what DuckDB reads', async () => {
  expect(await flightsOfDuckDB(db(), 150_000)).toBeGreaterThanOrEqual(150_000);
});
