import { take } from '@thalweg/data';
import * as flechette from '@uwdata/flechette';
import * as apache from 'apache-arrow';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordsOf } from '../testing/records-of.ts';

import { arrow } from './arrow.ts';

const DAY = 86_400_000;

/** Columns by name: a type, values as apache-arrow takes them, and the cells that we give. */
const columns: Record<string, { type: apache.DataType; values: unknown[]; cells: unknown[]; kind: string }> = {
  bool: column(new apache.Bool(), [true, null, false], 'boolean'),
  int8: column(new apache.Int8(), [-128, null, 127], 'integer', [-128, NaN, 127]),
  uint16: column(new apache.Uint16(), [0, 65535, 1], 'integer'),
  int32: column(new apache.Int32(), [-(2 ** 31), 0, 2 ** 31 - 1], 'integer'),
  uint32: column(new apache.Uint32(), [2 ** 32 - 1, null, 0], 'integer', [2 ** 32 - 1, NaN, 0]),
  int64: column(new apache.Int64(), [-(2n ** 53n), null, 2n ** 53n], 'integer', [-(2 ** 53), NaN, 2 ** 53]),
  uint64: column(new apache.Uint64(), [0n, 2n ** 53n, 5n], 'integer', [0, 2 ** 53, 5]),
  half: column(new apache.Float16(), [0.5, null, -2], 'number', [0.5, NaN, -2]),
  float: column(new apache.Float32(), [0.5, 1e10, null], 'number', [0.5, 1e10, NaN]),
  double: column(new apache.Float64(), [Math.PI, -0, Infinity], 'number'),
  gaps: column(new apache.Float64(), [null, null, 0.1], 'number', [NaN, NaN, 0.1]),
  text: column(new apache.Utf8(), ['', null, 'ö€😀 long enough not to be short'], 'text'),
  large: column(new apache.LargeUtf8(), ['a', 'b', '\uFEFFc'], 'text'),
  view: column(new apache.Utf8View(), ['short', null, 'longer than the twelve bytes'], 'text'),
  bytesView: column(new apache.BinaryView(), [Uint8Array.of(1), null, new Uint8Array(20).fill(7)], 'object'),
  binary: column(new apache.Binary(), [Uint8Array.of(1, 2), null, Uint8Array.of()], 'object'),
  fixed: column(new apache.FixedSizeBinary(2), [Uint8Array.of(1, 2), null, Uint8Array.of(3, 4)], 'object'),
  day: column(new apache.DateDay(), [new Date(-DAY), null, new Date(DAY)], 'date', [-DAY, NaN, DAY]),
  dateMs: column(new apache.DateMillisecond(), [new Date(-DAY), null, new Date(5 * DAY)], 'date', [-DAY, NaN, 5 * DAY]),
  seconds: column(new apache.TimestampSecond(), [1_000_000_000_000, null, -1000], 'date', [1e12, NaN, -1000]),
  millis: column(new apache.TimestampMillisecond('UTC'), [1_000_000_000_123, null, -1], 'date', [
    1_000_000_000_123,
    NaN,
    -1,
  ]),
  clock: column(new apache.TimeMillisecond(), [1, null, DAY - 1], 'number', [1, NaN, DAY - 1]),
  clockUs: column(new apache.TimeMicrosecond(), [1500n, null, 3n], 'number', [1.5, NaN, 0.003]),
  clockS: column(new apache.TimeSecond(), [5, null, 7], 'number', [5000, NaN, 7000]),
  wait: column(new apache.DurationMicrosecond(), [2500n, null, -1n], 'number', [2.5, NaN, -0.001]),
  list: column(new apache.List(new apache.Field('item', new apache.Float64(), true)), [[1, 2], null, []], 'list'),
  longs: column(new apache.List(new apache.Field('item', new apache.Int64(), true)), [[1n, 2n], null, []], 'list', [
    [1, 2],
    null,
    [],
  ]),
  pair: column(
    new apache.FixedSizeList(2, new apache.Field('item', new apache.Int32(), true)),
    [[1, 2], null, [3, 4]],
    'list',
  ),
  struct: column(
    new apache.Struct([
      new apache.Field('a', new apache.Int32(), true),
      new apache.Field('b', new apache.Utf8(), true),
    ]),
    [{ a: 1, b: null }, null, { a: null, b: 'x' }],
    'object',
  ),
  map: column(
    new apache.Map_(
      new apache.Field(
        'entries',
        new apache.Struct<{ key: apache.Utf8; value: apache.Int32 }>([
          new apache.Field('key', new apache.Utf8()),
          new apache.Field('value', new apache.Int32(), true),
        ]),
        false,
      ),
    ),
    [new Map([['k', 1]]), null, new Map([['z', null]])],
    'object',
    [{ k: 1 }, null, { z: null }],
  ),
  code: column(new apache.Dictionary(new apache.Utf8(), new apache.Int8()), ['red', null, 'green'], 'category'),
  nothing: column(new apache.Null(), [null, null, null], 'object'),
};

function column(type: apache.DataType, values: unknown[], kind: string, cells = values) {
  return { type, values, cells, kind };
}

/** Batches of the three rows each. */
function tableOf(batches: number): apache.Table {
  const schema = new apache.Schema(
    Object.entries(columns).map(([name, { type }]) => new apache.Field(name, type, true)),
  );
  const vectors = Object.values(columns).map(
    ({ type, values }) => apache.vectorFromArray(values as never, type).data[0]!,
  );
  const data = new apache.Data(new apache.Struct(schema.fields), 0, 3, 0, undefined, vectors);
  return new apache.Table(
    schema,
    Array.from({ length: batches }, () => new apache.RecordBatch(schema, data as never)),
  );
}

const expected = [0, 1, 2].map(row =>
  Object.fromEntries(Object.entries(columns).map(([name, { cells }]) => [name, cells[row]])),
);

describe.each(['file', 'stream'] as const)('a %s of apache-arrow', form => {
  const bytes = apache.tableToIPC(tableOf(2), form);

  test('has its types, its length and its cells', async () => {
    const data = await arrow(bytes);
    expect(Object.fromEntries([...data.schema].map(({ name, type }) => [name, type]))).toEqual(
      Object.fromEntries(Object.entries(columns).map(([name, { kind }]) => [name, kind])),
    );
    expect(data.length).toBe(6);
    expect(await recordsOf(data)).toEqual([...expected, ...expected]);
  });

  test('resumes from any row', async () => {
    const data = await arrow(bytes);
    const rows = await recordsOf(data);
    const iterator = data.open();
    for (let read = 0; read <= 6; read++) {
      expect(await recordsOf(data, JSON.parse(JSON.stringify(iterator.offset)))).toEqual(rows.slice(read));
      expect(await recordsOf(data, { epoch: 0, index: read })).toEqual(rows.slice(read));
      await iterator.next();
    }
  });

  test('that is cut off is refused, by its name', async () => {
    for (const size of [0, 3, 9, 100, bytes.length - 400, bytes.length - 9])
      await expect(arrow(bytes.slice(0, size), { name: 'x.arrow' })).rejects.toThrow(
        /^x\.arrow: it must be an Arrow file or stream, or Feather of version 2, got /,
      );
  });
});

test('the shipped flights are what apache-arrow reads', async () => {
  const { pathname: path } = new URL('../../../../node_modules/vega-datasets/data/flights-200k.arrow', import.meta.url);
  const rows: readonly Record<string, unknown>[] = await recordsOf(await arrow(path));
  const peer = apache.tableFromIPC(readFileSync(path));
  expect(rows.length).toBe(peer.numRows);
  for (const name of ['delay', 'distance', 'time']) {
    const values: ArrayLike<unknown> = peer.getChild(name)!.toArray();
    expect(rows.every((row, i) => Object.is(row[name], values[i]))).toBe(true);
  }
});

describe('types that apache-arrow does not write', () => {
  const typed = (type: flechette.DataType, values: unknown[]): Uint8Array =>
    flechette.tableToIPC(flechette.tableFromArrays({ x: values }, { types: { x: type } }), { format: 'file' })!;

  test.each([
    [
      'runs',
      flechette.runEndEncoded(flechette.int32(), flechette.float64()),
      [1, 1, null, null, 2.5],
      'number',
      [1, 1, NaN, NaN, 2.5],
    ],
    ['decimals of 128 bits', flechette.decimal128(38, 2), [1.25, null, -99.99], 'number', [1.25, NaN, -99.99]],
    ['decimals of 64 bits', flechette.decimal64(10, 3), [1.125, null, -0.001], 'number', [1.125, NaN, -0.001]],
    ['decimals of 32 bits', flechette.decimal32(9, 1), [15, null, -1], 'number', [1.5, NaN, -0.1]],
    ['large lists', flechette.largeList(flechette.utf8()), [['a', 'b'], null, []], 'list'],
    [
      'nanoseconds',
      flechette.timestamp(flechette.TimeUnit.NANOSECOND),
      [1_000_000_000_000, null, 5],
      'date',
      [1e12, NaN, 5],
    ],
    ['a dictionary of numbers', flechette.dictionary(flechette.int64()), [5, null, 7], 'integer', [5, NaN, 7]],
    [
      'a union',
      flechette.union(flechette.UnionMode.Dense, [flechette.int32(), flechette.utf8()], [0, 1], v =>
        Number(typeof v === 'string'),
      ),
      [1, 'a', 2],
      'object',
    ],
  ] as const)('%s', async (_, type, values, kind, cells: readonly unknown[] = values) => {
    const data = await arrow(typed(type as flechette.DataType, [...values]));
    expect(data.schema.column('x').type).toBe(kind);
    expect((await recordsOf(data)).map(({ x }) => x)).toEqual([...cells]);
  });

  test('decimals are exact as texts', async () => {
    const data = await arrow(typed(flechette.decimal128(38, 20), [12345678912500000000000000001n, -5n]), {
      types: { x: 'text' },
    });
    expect((await recordsOf(data)).map(({ x }) => x)).toEqual([
      '123456789.12500000000000000001',
      '-0.00000000000000000005',
    ]);
  });
});

describe('a stream', () => {
  const batchOf = (texts: (string | null)[]): apache.RecordBatch =>
    new apache.Table({
      code: apache.vectorFromArray(texts, new apache.Dictionary(new apache.Utf8(), new apache.Int8(), 5)),
    }).batches[0]!;

  test('may replace its dictionary between two batches', async () => {
    const texts = [
      ['a', 'b', null],
      ['c', 'a', 'c'],
      ['b', null, 'd'],
    ];
    const writer = new apache.RecordBatchStreamWriter();
    for (const part of texts) writer.write(batchOf(part));
    const data = await arrow(writer.finish().toUint8Array(true));
    expect(data.schema.column('code').type).toBe('category');
    const rows = await recordsOf(data);
    expect(rows.map(({ code }) => code)).toEqual(texts.flat());
    for (let row = 0; row <= 9; row++) expect(await recordsOf(data, { epoch: 0, index: row })).toEqual(rows.slice(row));
  });

  test('may have no batch, or batches without rows', async () => {
    const empty = new apache.Table(new apache.Schema([new apache.Field('x', new apache.Int32(), false)]));
    const data = await arrow(apache.tableToIPC(empty, 'stream'));
    expect([data.length, String(data.schema), await recordsOf(data)]).toEqual([0, 'x  integer', []]);
  });

  test('may come as a web stream, or as bytes at any offset', async () => {
    const bytes = apache.tableToIPC(apache.tableFromArrays({ x: [0.5, 2] }), 'stream');
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const source of [new Blob([bytes.slice()]).stream(), shifted.subarray(3)])
      expect(await recordsOf(await arrow(source))).toEqual([{ x: 0.5 }, { x: 2 }]);
  });
});

describe('columns', () => {
  const { pathname: path } = new URL('../../../../node_modules/vega-datasets/data/flights-200k.arrow', import.meta.url);

  test('are read in the order in which they are asked for, as the types that are asked for', async () => {
    const data = await arrow<{ time: number; delay: string }>(path, {
      columns: ['time', 'delay'],
      types: { delay: 'text' },
    });
    expect(String(data.schema)).toBe('time   number\ndelay  text');
    expect(await recordsOf(data.pipe(take(2)))).toEqual([
      { time: 0, delay: '0' },
      { time: 0, delay: '171' },
    ]);
  });

  test('numbers of 64 bits are not copied', async () => {
    const values = Float64Array.of(1, 2, 3);
    const bytes = apache.tableToIPC(new apache.Table({ x: apache.makeVector(values) }), 'file').slice();
    const table = (await (await arrow(bytes)).reader.tables!.read(0, 0).next())!;
    expect(table.columns['x']!.data).toEqual(values);
    expect((table.columns['x']!.data as Float64Array).buffer).toBe(bytes.buffer);
  });

  test('that do not exist are refused, with the one that was meant', () =>
    expect(arrow(path, { columns: ['distnace'] })).rejects.toThrow(
      /a column must exist, got 'distnace'. Did you mean 'distance'\?/,
    ));

  test('with a whole number that a number would round are refused, with its row', async () => {
    const table = new apache.Table({ id: apache.vectorFromArray([1n, null, 2n ** 53n + 1n], new apache.Int64()) });
    const bytes = apache.tableToIPC(table, 'file');
    const data = await arrow(bytes, { name: 'ids.arrow' });
    await expect(recordsOf(data)).rejects.toThrow(
      "ids.arrow: column 'id' must hold whole numbers within ±2^53, which numbers hold exactly, got 9007199254740993 in row 2. Ask for its type as 'bigint' or 'text' in types.",
    );
    const exact = await arrow(bytes, { types: { id: 'bigint' } });
    expect((await recordsOf(exact)).map(({ id }) => id)).toEqual([1n, null, 2n ** 53n + 1n]);
  });
});
