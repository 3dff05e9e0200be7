import { expect, test } from 'vitest';
import { parquet } from '../parquet/parquet.ts';
import type { DuckDBFiles } from './duckdb-files.ts';
import { recordsOf } from './records-of.ts';

const missing = (every: number, sql: string): string => `CASE WHEN i % ${every} = 3 THEN NULL ELSE ${sql} END`;

/** Every type that DuckDB writes, with and without missing values. */
const NASTY = `SELECT i AS n, ${[
  `(i % 200 - 100)::TINYINT AS i8`,
  `${missing(7, '(i * 13 - 32768)::SMALLINT')} AS i16`,
  `${missing(5, '(i * 100003 - 9)::INTEGER')} AS i32`,
  `${missing(7, '(i * 900719925474 - 2)::BIGINT')} AS i64`,
  `(i % 256)::UTINYINT AS u8`,
  `(65535 - i % 60000)::USMALLINT AS u16`,
  `${missing(11, '(4294967295 - i)::UINTEGER')} AS u32`,
  `(9007199254740991 - i)::UBIGINT AS u64`,
  `(i * 7)::HUGEINT AS huge`,
  `${missing(6, '(i / 7)::FLOAT')} AS f32`,
  `CASE i % 9 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE WHEN 2 THEN '-inf'::DOUBLE WHEN 3 THEN -0.0 WHEN 4 THEN NULL ELSE i / 3 END AS f64`,
  `i % 3 = 0 AS yes`,
  `${missing(4, 'i % 2 = 0')} AS perhaps`,
  `${missing(8, '((i * 7919 % 99991 - 5) / 1000)::DECIMAL(4, 1)')} AS d4`,
  `((i - 500) / 7)::DECIMAL(9, 3) AS d9`,
  `${missing(8, '((i - 500) * 1e9 / 7)::DECIMAL(18, 6)')} AS d18`,
  `((i - 500) * 1e24 / 7)::DECIMAL(38, 10) AS d38`,
  `${missing(9, "'airport ' || i % 13")} AS low`,
  `'number ' || i AS high`,
  `${missing(10, "CASE i % 5 WHEN 0 THEN '' WHEN 1 THEN 'ö€😀' || i ELSE repeat('long ', i % 50) END")} AS odd`,
  `(CASE i % 2 WHEN 0 THEN 'red' ELSE 'green' END)::ENUM('green', 'red', 'blue') AS colour`,
  `${missing(6, "DATE '1582-10-04' + (i * 97)::INTEGER")} AS day`,
  `TIMESTAMP '1969-12-31 23:59:50.123456' + to_microseconds(i * 1999) AS micros`,
  `${missing(6, "(TIMESTAMP '1969-12-31 23:59:59.123' + to_milliseconds(i))::TIMESTAMP_MS")} AS millis`,
  `(TIMESTAMP '2001-01-01' + to_seconds(i))::TIMESTAMP_S AS seconds`,
  `('1969-12-31 23:59:59.99999' || (i % 10) || '987')::TIMESTAMP_NS AS nanos`,
  `(TIMESTAMPTZ '2001-01-01 12:00:00+02' + to_hours(i)) AS zoned`,
  `TIME '23:59:59.999999' - to_microseconds(i * 11) AS clock`,
  `${missing(7, 'to_months(i) + to_days(3) + to_milliseconds(i * 5)')} AS span`,
  `${missing(9, "('bin' || i)::BLOB")} AS bytes`,
  `uuid() AS id`,
  `${missing(5, '[i, NULL, i + 1]')} AS list`,
  `${missing(5, 'list_transform(range(i % 4), x -> list_transform(range(x), y -> y * i))')} AS lists`,
  `${missing(6, "{'a': i, 'b': CASE WHEN i % 4 = 0 THEN NULL ELSE 'b' || i END, 'at': TIMESTAMP '2001-01-01' + to_hours(i)}")} AS struct`,
  `[{'x': i::INTEGER, 'on': DATE '2001-01-01' + (i % 99)::INTEGER, 'much': (i / 4)::DECIMAL(9, 2)}, NULL] AS structs`,
  `${missing(7, "MAP {'k' || i % 3: i, 'z': NULL}")} AS map`,
  `[{'u': (4294967295 - i)::UINTEGER, 'd': ((i - 500) / 7)::DECIMAL(18, 6), 'on': TIME '23:59:59.999' - to_microseconds(i), 'span': to_days(i), 'n': (TIMESTAMP '2001-01-01' + to_hours(i))::TIMESTAMP_NS}] AS deep`,
  `{'a': {'b': ${missing(3, "{'c': [i, NULL], 'd': MAP {'x': ['y' || i]}}")}}} AS deeper`,
  `NULL::INTEGER AS no_number`,
  `NULL::VARCHAR AS no_text`,
].join(', ')}`;

/** Returns a query for so many rows of every type that DuckDB writes. */
export function nasty(rows: number): string {
  return `${NASTY} FROM range(${rows}) t(i)`;
}

/** Tests that so many rows of every type are read as DuckDB reads them, with each codec and version of pages. */
export function readsEveryType({ db, written }: DuckDBFiles, count: number): void {
  const codecs = ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'];
  const cases = codecs.flatMap(codec => ['V1', 'V2'].map(version => [codec, version] as const));
  test.each(cases)('%s, pages of version %s', async (codec, version) => {
    const path = await written(
      `${codec}-${version}`,
      nasty(count),
      `, COMPRESSION ${codec}, PARQUET_VERSION ${version}, ROW_GROUP_SIZE 2048`,
    );
    const data = await parquet(path);
    expect(data.length).toBe(count);
    const rows = await recordsOf(data);
    const expected = await db().rows(`SELECT * FROM '${path}'`);
    for (const [i, row] of rows.entries()) expect(row, `row ${i}`).toEqual(expected[i]);
    expect(rows.length).toBe(count);
  });
}
