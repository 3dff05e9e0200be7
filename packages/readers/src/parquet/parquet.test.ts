import { batch, DataError, map, shuffle } from '@thalweg/data';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordsOf } from '../testing/records-of.ts';
import { parquet } from './parquet.ts';

const path = new URL('../testing/small.parquet', import.meta.url).pathname;
const bytes = new Uint8Array(readFileSync(path));

/** All columns but those with a value that has no cell. */
const columns = ['id', 'city', 'speed', 'open', 'at', 'price', 'list'];

/** The query that DuckDB wrote to the file; row groups have 2048 rows. */
const expected = Array.from({ length: 2500 }, (_, i) => ({
  id: i,
  city: `city ${i % 3}`,
  speed: i % 4 === 3 ? NaN : i / 8,
  open: i % 2 === 0,
  at: Date.UTC(2001, 0, 1, i),
  price: i / 4,
  list: [i, null],
}));

describe('a Parquet file', () => {
  test('has a schema that prints, a length and rows', async () => {
    const data = await parquet(path, { columns });
    expect(String(data.schema)).toBe(
      'id     integer\ncity   category\nspeed  number, missing values\nopen   boolean\nat     date\nprice  number\nlist   list',
    );
    expect(data.length).toBe(2500);
    expect(await recordsOf(data)).toEqual(expected);
  });

  test('may be a path, a file address, bytes, a Blob or a stream', async () => {
    const sources = [
      path,
      new URL(`file://${path}`),
      bytes,
      bytes.buffer,
      new Blob([bytes]),
      new Blob([bytes]).stream(),
    ];
    for (const source of sources) {
      const data = await parquet(source as Uint8Array, { columns: ['id'] });
      expect((await recordsOf(data)).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    }
  });

  test('gives its columns in the order in which they are asked for', async () => {
    const data = await parquet(path, { columns: ['at', 'id'] });
    expect(data.schema.names).toEqual(['at', 'id']);
    expect(Object.keys((await recordsOf(data))[0]!)).toEqual(['at', 'id']);
  });

  test('reads only the bytes of its columns', async () => {
    let read = 0;
    const access = {
      size: bytes.length,
      slice: async (from: number, to: number) => ((read += to - from), bytes.subarray(from, to)),
    };
    const source = { name: 'counted', repeatable: true, stream: () => never(), random: async () => access };
    const data = await parquet(source, { columns: ['open'] });
    read = 0;
    await recordsOf(data);
    expect(read).toBeLessThan(1000);
  });

  test('can be read as other types', async () => {
    const types = {
      id: 'bigint',
      city: 'text',
      speed: 'text',
      at: 'text',
      price: 'text',
      big: 'bigint',
      open: 'number',
    } as const;
    const data = await parquet(path, { columns: [...columns, 'big'], types });
    expect(data.schema.column('city').type).toBe('text');
    const rows = await recordsOf(data);
    expect(rows[2400]).toMatchObject({ id: 2400n, big: 9007199254740993n, speed: '300', price: '600.00', open: 1 });
    expect(rows[3]).toMatchObject({ city: 'city 0', speed: null, at: '2001-01-01T03:00:00.000000' });
  });

  test('resumes from any row, by its offset or its number', async () => {
    const data = await parquet(path, { columns });
    const iterator = data.open();
    for (let row = 0; row <= 2500; row++) {
      if (row % 97 === 0 || Math.abs(row - 2048) < 2 || row === 2500) {
        const offset = JSON.parse(JSON.stringify(iterator.offset));
        expect(await recordsOf(data, offset)).toEqual(expected.slice(row));
        expect(await recordsOf(data, { epoch: 0, index: row })).toEqual(expected.slice(row));
      }
      await iterator.next();
    }
  });

  test('keeps the row group and its row as the offset of a table', async () => {
    const { tables } = (await parquet(path, { columns })).reader;
    const iterator = tables!.read(0, 0);
    expect(iterator.offset!()).toEqual({ group: 0, row: 0 });
    await expect(
      recordsOf(await parquet(path, { columns: ['id'] }), {
        epoch: 0,
        index: 3,
        place: { index: 3, rows: 1, place: { group: 1, row: 2 } },
      }),
    ).rejects.toThrow(/row 2 must lie where the offset says, got \{"group":1,"row":2\}/);
  });

  test('gives batches by columns as it does by rows', async () => {
    const data = await parquet<{ id: number; speed: number }>(path, { columns: ['id', 'speed'] });
    const direct = data.pipe(shuffle({ window: 700, seed: 3 }), batch(256));
    const byRows = data.pipe(
      map(row => row),
      shuffle({ window: 700, seed: 3 }),
      batch(256),
    );
    const texts = async (from: typeof direct): Promise<string[]> =>
      (await recordsOf(from)).map(({ id, speed }) => `${String(id)} ${String(speed)}`);
    expect(await texts(direct)).toEqual(await texts(byRows));
  });

  test('ends quietly when it is left', async () => {
    const iterator = (await parquet(path, { columns })).open();
    const pending = iterator.next();
    iterator.close();
    expect(await pending).toBeUndefined();
    expect(await iterator.next()).toBeUndefined();
  });
});

describe('refuses', () => {
  const refused = (options: object, message: string | RegExp): Promise<void> =>
    expect(parquet(path, { name: 'small.parquet', ...options })).rejects.toThrow(message);

  test('a column that does not exist, with the one that was meant', () =>
    refused({ columns: ['ctiy'] }, "small.parquet: a column must exist, got 'ctiy'. Did you mean 'city'?"));

  test('a type that a column cannot have', () =>
    refused(
      { types: { city: 'number' } },
      "small.parquet: column 'city' must be readable as its type, got 'number'. Choose from 'category', 'text'.",
    ));

  test('an option that does not exist, at once', () =>
    expect(() => parquet(new Uint8Array(), { column: ['id'] } as never)).toThrow(
      'parquet: an option must be a known name',
    ));

  test('whole numbers that a number would round, before it reads them', () =>
    refused(
      {},
      "small.parquet: column 'big' must hold whole numbers within ±2^53, which numbers hold exactly, got 9007199254740993 in row group 1. Ask for its type as 'bigint' or 'text' in types.",
    ));

  test('a value without a cell, with its row', async () => {
    const data = await parquet(path, { name: 'small.parquet', columns: ['raw'], types: { raw: 'text' } });
    await expect(recordsOf(data)).rejects.toThrow(
      "small.parquet: column 'raw' must hold UTF-8, got the bytes ff in row 2300. Ask for its type as 'object' in types, which is the bytes.",
    );
    await expect(recordsOf(data)).rejects.toMatchObject({ source: 'small.parquet', row: 2300 });
    expect((await recordsOf(data, { epoch: 0, index: 2301 })).length).toBe(199);
  });

  test.each([0, 3, 11, 500, bytes.length - 5])('a file of which only %i bytes came', async size => {
    const cut = parquet(bytes.slice(0, size), { name: 'cut.parquet' });
    await expect(cut).rejects.toBeInstanceOf(DataError);
    await expect(cut).rejects.toThrow(/^cut\.parquet: the file must be Parquet, with its metadata at the end, got /);
  });

  test('a damaged column, with its name and row', async () => {
    const damaged = bytes.slice();
    damaged.fill(255, 100, 3000);
    const data = await parquet(damaged, { name: 'damaged.parquet', columns: ['id'] });
    await expect(recordsOf(data)).rejects.toThrow(
      /^damaged\.parquet: column 'id' must be readable from row 0 on, got .*The file may be damaged/,
    );
  });

  test('a file that is not there, with the one that was meant', () =>
    expect(parquet(path.replace('small', 'smal'))).rejects.toThrow(
      /the file must be readable, .*Did you mean '.*small\.parquet'\?/,
    ));
});

async function* never(): AsyncIterableIterator<Uint8Array> {
  yield* [];
  throw new Error('must not be read from front to back');
}
