import * as flechette from '@uwdata/flechette';
import * as apache from 'apache-arrow';

/** The codec of the buffers, and what compresses them. */
export type SampleCodec = readonly [type: apache.CompressionType, encode: (bytes: Uint8Array) => Uint8Array];

/** Returns Arrow files, or streams, that have most types between them: two by apache-arrow, one by flechette. */
export function arrowSamples(form: 'file' | 'stream', codec?: SampleCodec): readonly Uint8Array[] {
  if (codec !== undefined) {
    const [type, encode] = codec;
    apache.compressionRegistry.set(type, { encode, decode: notRead });
  }
  const written = (columns: Record<string, apache.Vector>): Uint8Array =>
    apache.tableToIPC(new apache.Table(columns), form, codec?.[0]);
  const samples = [written(plainColumns()), written(nestedColumns())];
  return codec === undefined ? [...samples, rareTypes(form)] : samples;
}

function notRead(): never {
  throw new Error('only written');
}

const ROWS = 40;

/** A column in which each seventh value is missing. */
function column(type: apache.DataType, valueOf: (row: number) => unknown): apache.Vector {
  const values = Array.from({ length: ROWS }, (_, row) => (row % 7 === 3 ? null : valueOf(row)));
  return apache.vectorFromArray(values as never, type) as apache.Vector;
}

function plainColumns(): Record<string, apache.Vector> {
  return {
    bool: column(new apache.Bool(), row => row % 2 === 0),
    int: column(new apache.Int32(), row => row),
    long: column(new apache.Int64(), row => BigInt(row)),
    double: column(new apache.Float64(), row => row / 8),
    text: column(new apache.Utf8(), row => 'text '.repeat(row % 5)),
    view: column(new apache.Utf8View(), row => 'text '.repeat(row % 5)),
    code: column(new apache.Dictionary(new apache.Utf8(), new apache.Int8()), row => `code ${row % 3}`),
    fixed: column(new apache.FixedSizeBinary(2), row => Uint8Array.of(row, 2)),
    time: column(new apache.TimestampMillisecond('UTC'), row => row * 1e6),
    nothing: apache.vectorFromArray(Array<null>(ROWS).fill(null), new apache.Null()),
  };
}

function nestedColumns(): Record<string, apache.Vector> {
  const entry = new apache.Struct<{ key: apache.Utf8; value: apache.Int32 }>([
    new apache.Field('key', new apache.Utf8()),
    new apache.Field('value', new apache.Int32(), true),
  ]);
  const fields = [new apache.Field('a', new apache.Int32(), true), new apache.Field('b', new apache.Utf8(), true)];
  return {
    list: column(new apache.List(new apache.Field('item', new apache.Float64(), true)), row => [row, null]),
    pair: column(new apache.FixedSizeList(2, new apache.Field('item', new apache.Int32(), true)), row => [row, 2]),
    struct: column(new apache.Struct(fields), row => ({ a: row, b: `b${row}` })),
    map: column(new apache.Map_(new apache.Field('entries', entry, false)), row => new Map([[`k${row}`, row]])),
  };
}

function rareTypes(form: 'file' | 'stream'): Uint8Array {
  const { dictionary, float64, int32, int64, union, UnionMode, utf8 } = flechette;
  const numbers = Array.from({ length: ROWS }, (_, row) => (row % 7 === 3 ? null : row));
  const each = (valueOf: (row: number) => unknown): unknown[] =>
    numbers.map(row => (row === null ? null : valueOf(row)));
  const isText = (value: unknown): number => Number(typeof value === 'string');
  const kinds = {
    runs: flechette.runEndEncoded(int32(), float64()),
    decimal: flechette.decimal128(38, 2),
    days: flechette.dateDay(),
    clock: flechette.timeMicrosecond(),
    coded: dictionary(int64()),
    lists: flechette.largeList(utf8()),
    texts: flechette.largeUtf8(),
    union: union(UnionMode.Dense, [int32(), utf8()], [0, 1], isText),
    sparse: union(UnionMode.Sparse, [int32(), utf8()], [0, 1], isText),
    wait: flechette.interval(flechette.IntervalUnit.MONTH_DAY_NANO),
  };
  const other: Partial<Record<keyof typeof kinds, unknown[]>> = {
    lists: each(row => ['a', `b${row}`]),
    texts: each(row => `text ${row}`),
    union: numbers.map((_, row) => (row % 2 === 0 ? 5 : 'a')),
    sparse: numbers.map((_, row) => (row % 2 === 0 ? 5 : 'a')),
    wait: each(row => [row, 2, 3]),
  };
  const columns = Object.fromEntries(
    Object.keys(kinds).map(name => [name, other[name as keyof typeof kinds] ?? numbers]),
  );
  return flechette.tableToIPC(flechette.tableFromArrays(columns, { types: kinds }), { format: form })!;
}
