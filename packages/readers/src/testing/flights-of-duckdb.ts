import { expect } from 'vitest';
import { parquet } from '../parquet/parquet.ts';
import type { DuckDB } from './duckdb.ts';

/**
 * Expects that the first flights of the three million are what DuckDB reads, all columns of at least so many rows. Returns how many
 * rows were read; without a number, those of the whole file.
 */
export async function flightsOfDuckDB(db: DuckDB, least: number = Infinity): Promise<number> {
  const { pathname: path } = new URL('../../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url);
  const { tables } = (await parquet(path)).reader;
  const iterator = tables!.read(0, 0);
  let at = 0;
  for (let table = await iterator.next(); table !== undefined && at < least; table = await iterator.next()) {
    const { rows, columns } = table;
    const expected = await db.columns(
      `SELECT epoch_ms(date)::DOUBLE, delay::DOUBLE, distance::DOUBLE, origin, destination FROM read_parquet('${path}', file_row_number = true)
       WHERE file_row_number >= ${at} AND file_row_number < ${at + rows} ORDER BY file_row_number`,
    );
    const ours = ['date', 'delay', 'distance'].map(name => [...(columns[name]!.data as Float64Array)]);
    expect(ours).toEqual(expected.slice(0, 3));
    const texts = ['origin', 'destination'].map(name =>
      Array.from(columns[name]!.data as Int32Array, code => columns[name]!.categories![code]),
    );
    expect(texts).toEqual(expected.slice(3));
    at += rows;
  }
  return at;
}
