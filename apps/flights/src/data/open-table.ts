import { extname } from 'node:path';
import { DataError, type Dataset } from '@thalweg/data';
import { arrow, csv, jsonLines, parquet, tsv, type ColumnType } from '@thalweg/readers';
import { suggestion } from '@thalweg/tensor/engine';

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
