import { type Dataset, fromColumns } from '@thalweg/data';
import { paced } from '@thalweg/online';
import { filter, lastValueFrom, tap } from 'rxjs';
import { type Flights, lateness } from '../data/flights.ts';
import { departuresOf, isDeparture } from '../events/events.ts';
import { landings } from '../events/landings.ts';
import { type Featured, flightFeatures, HASHED, NUMBERS } from '../features/flight-features.ts';
import { type KnownDeparture, recentDelays } from '../features/recent-delays.ts';
import type { TimeSplit } from './time-split.ts';

/** The number of departures of which the importance of columns is measured. */
const SAMPLED = 3000;

/** The tables for learning by batches, and for the test. */
export interface BatchTables {
  readonly training: Dataset<object>;
  readonly test: Dataset<object>;
  /** Some departures of the test at equal distances, with their labels, before their features are made. */
  readonly sample: readonly Readonly<Record<string, number>>[];
}

/** Returns the tables of both parts of the flights. */
export async function batchTables(flights: Flights, split: TimeSplit, bits: number): Promise<BatchTables> {
  const sample: Readonly<Record<string, number>>[] = [];
  const [first] = split.test;
  const interval = Math.ceil(split.test.length / SAMPLED);
  const table = await featureTable(flights, {
    bits,
    each(departure) {
      const { flight } = departure;
      if (flight < first! || (flight - first!) % interval > 0) return;
      sample.push({ ...departure, late: lateness(flights.delay[flight]!) });
    },
  });
  return { training: rowsOf(table, split.training), test: rowsOf(table, split.test), sample };
}

/** The number of features of a flight. */
const WIDTH = HASHED + NUMBERS;

/** The flights with what was known of each as it left, in columns. */
type FeatureTable = Readonly<Record<string, FeatureColumn>>;

/** A column of a {@link FeatureTable}. */
interface FeatureColumn {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** Options of {@link featureTable}. */
export interface FeatureTableOptions {
  readonly bits: number;
  /** Called with each departure, before its features are made. */
  readonly each: (departure: KnownDeparture) => void;
}

/**
 * Returns the flights with what was known of each as it left. The recent delays of a flight are those of the labels that had
 * arrived by then, so a table for batches has no look into the future either.
 */
export async function featureTable(flights: Flights, { bits, each }: FeatureTableOptions): Promise<FeatureTable> {
  const { rows, airports, origin, destination, hour, weekday } = flights;
  const { all } = flightFeatures({ bits, keep: ['flight'] });
  const indices = new Int32Array(rows * WIDTH);
  const values = new Float32Array(rows * WIDTH);
  const write = (featured: Featured): void => {
    const { flight } = featured;
    indices.set(featured['features.indices'], flight * WIDTH);
    values.set(featured['features.values'], flight * WIDTH);
  };
  const featured$ = paced(departuresOf(flights)).pipe(
    landings(flights),
    recentDelays(airports.length),
    filter(isDeparture),
    tap(each),
    all.apply(),
  );
  await lastValueFrom(featured$.pipe(tap(featured => write(featured as unknown as Featured))));
  return {
    'features.indices': { data: indices, shape: [WIDTH] },
    'features.values': { data: values, shape: [WIDTH] },
    origin: { data: origin, shape: [] },
    destination: { data: destination, shape: [] },
    hour: { data: hour, shape: [] },
    weekday: { data: weekday, shape: [] },
    late: { data: Float32Array.from(flights.delay, lateness), shape: [] },
  };
}

/** Returns a dataset of some rows of a table, which rise. Rows without a gap are not copied. */
export function rowsOf(table: FeatureTable, rows: Uint32Array): Dataset<object> {
  const columns = Object.entries(table).map(([name, column]) => [name, selected(column, rows)]);
  return fromColumns(Object.fromEntries(columns) as FeatureTable, { name: 'flights' });
}

function selected({ data, shape }: FeatureColumn, rows: Uint32Array): FeatureColumn {
  const size = shape[0] ?? 1;
  const [first, last] = [rows.at(0)!, rows.at(-1)!];
  if (last - first + 1 === rows.length) return { data: data.subarray(first * size, (last + 1) * size), shape };
  const some = new (data.constructor as new (length: number) => typeof data)(rows.length * size);
  rows.forEach((row, at) => some.set(data.subarray(row * size, (row + 1) * size), at * size));
  return { data: some, shape };
}
