import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { DataError, type Dataset, take, type Table } from '@thalweg/data';
import { arrow, type ColumnType, csv, jsonLines, parquet, tsv } from '@thalweg/readers';
import { printed, suggestion } from '@thalweg/tensor/engine';
import { lastValueFrom, tap } from 'rxjs';
import { type Flights, type FlightTable, inOrder } from './flights.ts';
import type { RunSettings, Settings } from './settings.ts';

type TableSettings = Pick<
  Settings,
  'rows' | 'data' | 'airports' | 'date' | 'delay' | 'distance' | 'origin' | 'destination'
>;

/** The fewest flights of which two halves say something. */
const FEWEST = 1000;

/**
 * Reads the first rows of a table of flights, and puts them in the order of their departures. Flights without a delay, such as
 * cancelled ones, are left out and counted.
 *
 * - **Throws** `DataError` for a file or a column that is not there, a cell that does not fit, an airport without a longitude,
 *   and for fewer than 1,000 flights
 */
export async function readFlights(settings: TableSettings): Promise<Flights> {
  const { date, delay, distance, origin, destination, data = shippedTable('flights-3m.parquet') } = settings;
  const rows = new FlightRows(data, settings);
  const table = await openTable(data, {
    [date]: 'date',
    [delay]: 'number',
    [distance]: 'number',
    [origin]: 'category',
    [destination]: 'category',
  });
  const wanted = settings.rows === 'all' ? table : table.pipe(take(settings.rows));
  await eachTable(wanted, table => rows.add(table));
  const flights = rows.table();
  if (flights.rows < FEWEST)
    throw new DataError(
      data,
      `there must be at least ${FEWEST} flights with a delay`,
      String(flights.rows),
      'Take a longer table.',
    );
  return inOrder(flights, longitudesOf(flights.airports, await readAirports(settings.airports)));
}

/** Reads the tables of a dataset, without a record for each row. */
async function eachTable({ reader }: Dataset<object>, use: (table: Table) => void): Promise<void> {
  const tables = reader.tables!.read(0, 0);
  try {
    for (let table = await tables.next(); table !== undefined; table = await tables.next()) use(table);
  } finally {
    tables.close?.();
  }
}

function longitudesOf(airports: readonly string[], known: ReadonlyMap<string, number>): readonly number[] {
  return airports.map(code => {
    const longitude = known.get(code);
    if (longitude !== undefined) return longitude;
    const advice = 'Give a table with its iata and longitude: --airports FILE.';
    throw new DataError('airports', 'the longitude of each airport must be known', `'${code}'`, advice);
  });
}

/** The columns to read, each with its type. */
export type Columns = Readonly<Record<string, ColumnType>>;

type Open = (path: string, columns: Columns) => Promise<Dataset<object>> | Dataset<object>;

/** The readers by the ends of file names. */
const readers: Readonly<Record<string, Open>> = {
  '.parquet': (path, types) => parquet(path, { columns: Object.keys(types), types }),
  '.arrow': (path, types) => arrow(path, { columns: Object.keys(types), types }),
  '.feather': (path, types) => arrow(path, { columns: Object.keys(types), types }),
  '.csv': (path, types) => csv(path, { columns: Object.keys(types), types }),
  '.tsv': (path, types) => tsv(path, { columns: Object.keys(types), types }),
  '.jsonl': (path, types) => jsonLines(path, { columns: Object.keys(types), types }),
};

/**
 * Returns the rows of a table: Parquet, Arrow, CSV, TSV or JSON lines, as the end of its name says. Text may be compressed by gzip.
 *
 * - **Throws** `DataError` for a file with another end. A file that is not there and a column that is not in it are errors of
 *   the promise, or of the dataset
 */
async function openTable(path: string, columns: Columns): Promise<Dataset<Readonly<Record<string, unknown>>>> {
  const end = extname(path.replace(/\.gz$/, '')).toLowerCase();
  const open = readers[end];
  if (open === undefined)
    throw new DataError(path, 'the name must say what table it is', end, suggestion(end, Object.keys(readers)));
  return (await open(path, columns)) as Dataset<Readonly<Record<string, unknown>>>;
}

/**
 * Returns the longitude of each airport by its code: from a table with the columns `iata` and `longitude`, or from
 * `airports.csv` of vega-datasets.
 *
 * - **Throws** `DataError` for a longitude that is missing or beyond ±180
 */
async function readAirports(path = shippedTable('airports.csv')): Promise<ReadonlyMap<string, number>> {
  const table = await openTable(path, { iata: 'text', longitude: 'number' });
  const longitudes = new Map<string, number>();
  const add = ({ iata, longitude }: Readonly<Record<string, unknown>>): void => {
    if (typeof longitude !== 'number' || !(Math.abs(longitude) <= 180))
      throw new DataError(
        path,
        'a longitude must be from −180 to 180',
        String(longitude),
        `Check that of ${String(iata)}.`,
      );
    longitudes.set(String(iata), longitude);
  };
  await lastValueFrom(table.pipe(tap(add)), { defaultValue: undefined });
  return longitudes;
}

/** Returns the path of a table of the npm package `vega-datasets`. */
function shippedTable(name: string): string {
  const require = createRequire(import.meta.url);
  return join(dirname(dirname(require.resolve('vega-datasets'))), 'data', name);
}

/** The names of the columns of a table of flights. */
type ColumnNames = Pick<RunSettings, 'date' | 'delay' | 'distance' | 'origin' | 'destination'>;

/** Reads the cell of a row. */
type Cell = (row: number) => unknown;

/** Takes the tables of flights, and joins their columns. */
class FlightRows {
  readonly #source: string;
  readonly #names: ColumnNames;
  readonly #airports = new Map<string, number>();
  readonly #local: number[] = [];
  readonly #delay: number[] = [];
  readonly #distance: number[] = [];
  readonly #origin: number[] = [];
  readonly #destination: number[] = [];
  #row = 0;
  #withoutDelay = 0;

  constructor(source: string, names: ColumnNames) {
    this.#source = source;
    this.#names = names;
  }

  /** Adds the rows of a table. Throws `DataError` for a cell that is missing, unless it is the delay. */
  add(table: Table): void {
    const { date, delay, distance, origin, destination } = this.#names;
    const cellOf = (name: string): Cell => {
      const { data, categories } = table.columns[name]!;
      return categories === undefined ? row => data[row] : row => categories[data[row] as number] ?? null;
    };
    const [dates, delays, distances] = [cellOf(date), cellOf(delay), cellOf(distance)];
    const [origins, destinations] = [cellOf(origin), cellOf(destination)];
    for (let row = 0; row < table.rows; row++, this.#row++) {
      const minutes = delays(row);
      if (minutes === null || Number.isNaN(minutes)) {
        this.#withoutDelay++;
        continue;
      }
      this.#local.push(this.#number(dates(row), date));
      this.#delay.push(this.#number(minutes, delay));
      this.#distance.push(this.#number(distances(row), distance));
      this.#origin.push(this.#airport(origins(row), origin));
      this.#destination.push(this.#airport(destinations(row), destination));
    }
  }

  /** Returns the rows so far. */
  table(): FlightTable {
    return {
      rows: this.#local.length,
      airports: [...this.#airports.keys()],
      origin: Int32Array.from(this.#origin),
      destination: Int32Array.from(this.#destination),
      distance: Float64Array.from(this.#distance),
      delay: Float64Array.from(this.#delay),
      local: Float64Array.from(this.#local),
      withoutDelay: this.#withoutDelay,
    };
  }

  #number(cell: unknown, name: string): number {
    if (typeof cell === 'number' && Number.isFinite(cell)) return cell;
    throw this.#wrong(name, 'must be there', cell);
  }

  #airport(cell: unknown, name: string): number {
    if (typeof cell !== 'string' || cell === '') throw this.#wrong(name, 'must be the code of an airport', cell);
    const known = this.#airports.get(cell);
    if (known !== undefined) return known;
    this.#airports.set(cell, this.#airports.size);
    return this.#airports.size - 1;
  }

  #wrong(name: string, requirement: string, cell: unknown): DataError {
    const place = { source: this.#source, row: this.#row };
    const given = `${printed(cell)} in row ${this.#row}`;
    return new DataError(this.#source, `${name} ${requirement}`, given, 'Repair the row, or leave it out.', place);
  }
}
