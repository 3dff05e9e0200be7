import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { DataError, type Dataset } from '@thalweg/data';
import { arrow, type ColumnType, csv, jsonLines, parquet, tsv } from '@thalweg/readers';
import { suggestion } from '@thalweg/tensor/engine';
import { lastValueFrom, tap } from 'rxjs';

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
export async function openTable(path: string, columns: Columns): Promise<Dataset<Readonly<Record<string, unknown>>>> {
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
export async function readAirports(path = shippedTable('airports.csv')): Promise<ReadonlyMap<string, number>> {
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
export function shippedTable(name: string): string {
  const require = createRequire(import.meta.url);
  return join(dirname(dirname(require.resolve('vega-datasets'))), 'data', name);
}
