import { fromTables, toAwait } from '@thalweg/data/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ColumnsOptions } from '../schema/columns-options.ts';
import type { Cell } from '../schema/cell.ts';
import { Schema } from '../schema/schema.ts';
import { TableDataset } from '../schema/table-dataset.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { parquetColumns } from './parquet-columns.ts';
import { parquetFile } from './parquet-file.ts';
import { parquetTables } from './parquet-tables.ts';

/** Options of {@link parquet}. */
export interface ParquetOptions extends ColumnsOptions {
  /** The name of the file in messages; its path or address by default. */
  readonly name?: string;
}

/**
 * Returns a dataset of the rows of a Parquet file. The promise is for the metadata at the end of the file: they hold the
 * length and the schema. Rows are read on demand, row group by row group, and only the columns that are asked for; a position
 * keeps the row group and the row in it.
 *
 * - **Record** the cells by the names of the columns, as {@link ColumnType} says. A column of texts is a `category` if its first
 *   row group has a dictionary with at most half as many entries as rows
 * - **Times** are milliseconds since 1970 in UTC, times of day milliseconds since midnight; what has no zone is read as UTC
 * - **Decimals** are the nearest numbers, and exact as `text`
 * - **Throws** `DataError` for what is no Parquet file or is damaged, for a column that does not exist, a type that a
 *   column cannot be read as, and a whole number past ±2^53, unless its type is `bigint` or `text`
 * - **Source** the Parquet format, https://parquet.apache.org/docs/file-format/
 *
 * @example
 * const flights = await parquet('node_modules/vega-datasets/data/flights-3m.parquet', { columns: ['delay', 'origin'] });
 * flights.length // => 3000000
 * String(flights.schema) // => 'delay   integer\norigin  category'
 */
export function parquet<Row = Record<string, Cell>>(
  source: ByteSourceLike,
  options?: ParquetOptions,
): Promise<TableDataset<NoInfer<Row>>> {
  const defaults = { name: undefined, columns: undefined, types: undefined };
  const { name, ...choice } = optionsOf('parquet', options, defaults);
  return toAwait('parquet', datasetOf<Row>(byteSourceOf('parquet', source, name), choice));
}

async function datasetOf<Row>(source: ByteSource, choice: ColumnsOptions): Promise<TableDataset<Row>> {
  const file = await parquetFile(source);
  const read = await parquetColumns(file, choice);
  const schema = new Schema(
    file.source,
    read.map(({ name, type, missing }) => ({ name, type, ...(missing === undefined ? {} : { missing }) })),
  );
  const length = Number(file.metadata.num_rows);
  return new TableDataset(fromTables<Row>(parquetTables(file, read), { length }).reader, schema);
}
