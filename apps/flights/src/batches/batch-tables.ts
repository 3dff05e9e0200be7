import type { Dataset } from '@thalweg/data';
import { lateness, type Flights } from '../data/flights.ts';
import { featureTable, rowsOf } from './feature-table.ts';
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
