import { DuckDBInstance } from '@duckdb/node-api';
import { batch, epochs, fromAsyncIterable, fromIterable, shuffle, type Dataset } from '@thalweg/data';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { iteratorAfter, recordsOf } from './testing/records-of.ts';

type Trip = { readonly id: number; readonly hours: number };
const ROWS = 5000;
const expected = Array.from({ length: ROWS }, (_, id): Trip => ({ id, hours: id / 4 }));

/** The number of queries that are open. */
let open = 0;

async function fromDuckDB(): Promise<Dataset<Trip>> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`CREATE TABLE trips AS SELECT i AS id, i / 4 AS hours FROM range(${ROWS}) t(i)`);
  async function* tripsFrom(row: number): AsyncIterableIterator<Trip> {
    open++;
    try {
      const query = `SELECT id::DOUBLE AS id, hours FROM trips ORDER BY id OFFSET ${row}`;
      for await (const rows of (await connection.stream(query)).yieldRowObjectJs()) yield* rows as unknown as Trip[];
    } finally {
      open--;
    }
  }
  return fromAsyncIterable(() => tripsFrom(0), { name: 'trips', from: ({ index }) => tripsFrom(index) });
}

async function fromSqlJs(): Promise<Dataset<Trip>> {
  const db: Database = new ((await initSqlJs()) as SqlJsStatic).Database();
  db.run('CREATE TABLE trips (id INTEGER, hours REAL)');
  const insert = db.prepare('INSERT INTO trips VALUES (?, ?)');
  for (const { id, hours } of expected) insert.run([id, hours]);
  return fromIterable(function* (): IterableIterator<Trip> {
    const statement = db.prepare('SELECT id, hours FROM trips ORDER BY id');
    open++;
    try {
      while (statement.step()) yield statement.getAsObject() as unknown as Trip;
    } finally {
      statement.free();
      open--;
    }
  });
}

describe.each([
  ['DuckDB', fromDuckDB],
  ['sql.js', fromSqlJs],
])('rows of %s', (_, from) => {
  let trips: Dataset<Trip>;
  beforeAll(async () => void (trips = await from()));

  test('are those of the table, in each epoch', async () => {
    const before = open;
    expect(await recordsOf(trips.pipe(epochs(2)))).toEqual([...expected, ...expected]);
    expect(open).toBe(before);
  });

  test('resume at any of them, through a shuffle and batches too', async () => {
    for (const row of [0, 1, 2048, 4999, 5000]) {
      const { offset } = await iteratorAfter(trips, row);
      expect(await recordsOf(trips, offset)).toEqual(expected.slice(row));
    }
    const batches = trips.pipe(shuffle({ window: 500, seed: 1 }), batch(256), epochs(2));
    const all = (await recordsOf(batches)).map(({ id }) => String(id));
    const { offset } = await iteratorAfter(batches, 25);
    expect((await recordsOf(batches, offset)).map(({ id }) => String(id))).toEqual(all.slice(25));
  });

  test('leave no query open when they are left', async () => {
    const before = open;
    const iterator = trips.pipe(batch(10)).open();
    await iterator.next();
    expect(open).toBe(before + 1);
    iterator.close();
    await new Promise(resolve => setTimeout(resolve));
    expect(open).toBe(before);
  });
});
