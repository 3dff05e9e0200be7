import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atOnce, batch, fromColumns, shuffle, type Dataset, type Table } from '@thalweg/data';
import { fromTables } from '@thalweg/data/engine';
import { columnTransformer, dateParts, oneHot, standardize } from '@thalweg/features';
import { csv } from '@thalweg/readers';
import { fillUniform, key, permutation } from '@thalweg/tensor';
import { parse } from 'csv-parse';
import { bareRead, flightsEpoch, GROUP } from './flights-epoch.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize, once, onProcessors, repeated, summed } from './turns.ts';

const WIDTH = 784;
const BATCH = 32;

/** An epoch of rows of 784 numbers and a label, shuffled and in batches. */
export const epochOfRows: RatioRow = {
  name: `data: an epoch of 8,000 rows of ${WIDTH} floats, shuffled, in batches of ${BATCH}`,
  ours: 'shuffle + batch',
  reference: 'hand-written loop',
  bar: 2,
  turns: 15,
  prepare(size) {
    const rows = bySize(size, 8000, 320);
    const image = fillUniform(new Float32Array(rows * WIDTH), key(1));
    const digit = Int32Array.from({ length: rows }, (_, row) => row % 10);
    const table = fromColumns({ image: { data: image, shape: [WIDTH] }, digit });
    const batches = table.pipe(shuffle({ seed: 1 }), batch(BATCH));
    const ours = (): void => {
      const iterator = batches.open();
      for (let item = atOnce(iterator.next()); item !== undefined; item = atOnce(iterator.next(item)));
    };
    const images = new Float32Array(BATCH * WIDTH);
    const digits = new Int32Array(BATCH);
    let epoch = 0;
    const byHand = (): void => {
      const order = permutation(key(epoch++), rows);
      for (let start = 0; start < rows; start += BATCH)
        for (let row = 0; row < BATCH; row++) {
          const from = order[start + row]!;
          images.set(image.subarray(from * WIDTH, (from + 1) * WIDTH), row * WIDTH);
          digits[row] = digit[from]!;
        }
    };
    return { ours: repeated(ours, size), reference: repeated(byHand, size) };
  },
};

const VEGA = fileURLToPath(new URL('../../../../node_modules/vega-datasets/data/', import.meta.url));
const FILES = ['seattle-weather.csv', 'flights-airport.csv', 'airports.csv', 'github.csv', 'stocks.csv'];

/** CSV through to columns, which takes at most half the time of csv-parse to records. */
export const csvFiles: readonly RatioRow[] = FILES.map(name => ({
  name: `data: CSV of about 10 MB, the rows of ${name} again and again`,
  ours: 'csv, to columns',
  reference: 'csv-parse',
  bar: 0.5,
  turns: 4,
  async prepare(size) {
    const folder = mkdtempSync(join(tmpdir(), 'csv-'));
    const path = repeatedFile(name, join(folder, name), bySize(size, 1e7, 1e5));
    const [ours, theirs] = [await rowsInTables(path), await rowsOfCsvParse(path)];
    if (ours !== theirs) throw new Error(`${name} must have as many rows for both, got ${ours} and ${theirs}`);
    return {
      ours: once(() => rowsInTables(path)),
      reference: once(() => rowsOfCsvParse(path)),
      close: () => rmSync(folder, { recursive: true }),
    };
  },
}));

/** Writes the rows of a small file again and again, and returns the path. */
function repeatedFile(name: string, path: string, bytes: number): string {
  const [header, ...rows] = readFileSync(VEGA + name, 'utf8')
    .trimEnd()
    .split(/\r?\n/);
  const body = `${rows.join('\n')}\n`;
  writeFileSync(path, `${header}\n${body.repeat(Math.ceil(bytes / body.length))}`);
  return path;
}

async function rowsInTables(path: string): Promise<number> {
  const reading = csv(path).reader.tables!.read(0, 0);
  let rows = 0;
  for (let table; (table = await reading.next()) !== undefined;) rows += table.rows;
  return rows;
}

async function rowsOfCsvParse(path: string): Promise<number> {
  let rows = 0;
  const parser = createReadStream(path).pipe(parse({ columns: true }));
  await new Promise((resolve, reject) => {
    parser.on('readable', () => {
      while (parser.read() !== null) rows++;
    });
    parser.on('end', resolve).on('error', reject);
  });
  return rows;
}

const AIRPORTS = Array.from({ length: 229 }, (_, i) => `airport ${i}`);

/** Sparse features of flights, by tables. */
export const sparseFeatures: RatioRow = {
  name: 'data: seven sparse features of 100,000 flights: two airports, a distance, hour and weekday',
  ours: 'columnTransformer',
  reference: 'a loop that is written for them',
  // 0.3 microseconds a row, where the loop takes 20 nanoseconds.
  bar: 15,
  turns: 11,
  async prepare(size) {
    const table = flightsTable(bySize(size, 100_000, 1000));
    const data = fromTables<object>({ read: () => onlyOne(table) });
    const features = await columnTransformer(
      {
        origin: oneHot(),
        destination: oneHot(),
        distance: standardize(),
        date: dateParts({ parts: ['hour', 'weekday'] }),
      },
      { output: 'sparse' },
    ).fit(data);
    const known = Int32Array.from(AIRPORTS, name => features.names.indexOf(`origin=${name}`));
    const applied = data.pipe(features.apply()) as unknown as Dataset<object>;
    const read = (): Table => applied.reader.tables!.read(0, 0).next() as Table;
    const byHand = loopFor(table, known);
    const byHandOnce = (): number => {
      const start = performance.now();
      byHand();
      return 1000 * (performance.now() - start);
    };
    const [ours, wanted] = [read().columns, byHand()];
    if (!same(ours['features.indices']!.data, wanted.indices) || !same(ours['features.values']!.data, wanted.values))
      throw new Error('the features must be those of the loop');
    // Ten times, so that it is as long as ours.
    return { ours: once(() => void read()), reference: () => summed(10, byHandOnce) / 10 };
  },
};

function same(found: unknown, wanted: Int32Array | Float32Array): boolean {
  const numbers = found as ArrayLike<number>;
  return numbers.length === wanted.length && wanted.every((value, i) => Math.abs(numbers[i]! - value) < 1e-6);
}

function flightsTable(rows: number): Table {
  const codes = (factor: number): Int32Array => Int32Array.from({ length: rows }, (_, i) => (i * factor) % 229);
  const numbers = (of: (i: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, i) => of(i));
  const category = { shape: [], dtype: undefined, categories: AIRPORTS };
  const number = { shape: [], dtype: 'float32' } as const;
  return {
    rows,
    columns: {
      origin: { ...category, data: codes(7919) },
      destination: { ...category, data: codes(104_729) },
      distance: { ...number, data: numbers(i => (i * 31) % 2500) },
      date: { ...number, data: numbers(i => 978_307_200_000 + i * 150_000) },
    },
  };
}

function onlyOne(table: Table): { next: () => Table | undefined } {
  const tables = [table];
  return { next: () => tables.pop() };
}

/** Returns the loop for the features of a table; `known` has the number of each airport. */
function loopFor({ rows, columns }: Table, known: Int32Array): () => { indices: Int32Array; values: Float32Array } {
  const [origin, destination, distance, date] = ['origin', 'destination', 'distance', 'date'].map(
    name => columns[name]!.data as Float64Array,
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const mean = distance.reduce((sum, x) => sum + x, 0) / rows;
  const deviation = Math.sqrt(distance.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows);
  const circle = (period: number, of: (angle: number) => number): Float64Array =>
    Float64Array.from({ length: period }, (_, i) => of((2 * Math.PI * i) / period));
  const [hourSine, hourCosine] = [circle(24, Math.sin), circle(24, Math.cos)];
  const [daySine, dayCosine] = [circle(7, Math.sin), circle(7, Math.cos)];
  return () => {
    const [indices, values] = [new Int32Array(rows * 7), new Float32Array(rows * 7)];
    for (let row = 0; row < rows; row++) {
      const at = row * 7;
      const days = Math.floor(date[row]! / 86_400_000);
      const hour = Math.floor((date[row]! - days * 86_400_000) / 3_600_000);
      const weekday = (days + 3) % 7;
      indices[at] = known[origin[row]!]!;
      indices[at + 1] = 229 + known[destination[row]!]!;
      for (let i = 2; i < 7; i++) indices[at + i] = 456 + i;
      values[at] = values[at + 1] = 1;
      values[at + 2] = (distance[row]! - mean) / deviation;
      values[at + 3] = hourSine[hour]!;
      values[at + 4] = hourCosine[hour]!;
      values[at + 5] = daySine[weekday]!;
      values[at + 6] = dayCosine[weekday]!;
    }
    return { indices, values };
  };
}

/** An epoch over a Parquet file beside the bare read of its columns. */
export const flights: RatioRow = {
  name: 'data: an epoch of 3,000,000 rows of Parquet: shuffle, features, batches of 256, logistic model',
  ours: 'readers + features + train',
  reference: 'hyparquet, bare read',
  bar: 2.5,
  turns: 3,
  async prepare(size) {
    const rows = bySize(size, Infinity, Math.floor(GROUP / 4));
    const epoch = await flightsEpoch(rows);
    return { ours: onProcessors(() => epoch()), reference: onProcessors(() => bareRead(rows)) };
  },
};
