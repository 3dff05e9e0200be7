import { fromTables, toAwait } from '@thalweg/data/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ColumnsOptions } from '../schema/columns-options.ts';
import type { Cell } from '../schema/cell.ts';
import { Schema } from '../schema/schema.ts';
import { TableDataset } from '../schema/table-dataset.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { arrowColumns } from './arrow-columns.ts';
import { arrowFile } from './arrow-file.ts';
import { arrowTables } from './arrow-tables.ts';

/** Options of {@link arrow}. */
export interface ArrowOptions extends ColumnsOptions {
  /** The name of the file in messages; its path or address by default. */
  readonly name?: string;
}

/**
 * Returns a dataset of the rows of an Arrow file or stream, or of Feather of version 2, also with buffers that are compressed
 * by LZ4 or ZSTD. The promise is for the metadata: they hold the length and the schema. Batches are read on demand; a position
 * keeps the batch and the row in it.
 *
 * - **Record** the cells by the names of the columns, as {@link ColumnType} says; texts of a dictionary are a `category`
 * - **Times** are milliseconds since 1970 in UTC, times of day and durations milliseconds; what has no zone is read as UTC
 * - **Decimals** are the nearest numbers, and exact as `text`
 * - **Throws** `DataError` for what is no Arrow file or is damaged, for a column that does not exist, a type that a
 *   column cannot be read as, and a whole number past ±2^53, unless its type is `bigint` or `text`
 * - **Source** the Arrow columnar format, https://arrow.apache.org/docs/format/Columnar.html
 *
 * @example
 * const flights = await arrow('node_modules/vega-datasets/data/flights-200k.arrow');
 * String(flights.schema) // => 'delay     integer\ndistance  integer\ntime      number'
 */
export function arrow<Row = Record<string, Cell>>(
  source: ByteSourceLike,
  options?: ArrowOptions,
): Promise<TableDataset<NoInfer<Row>>> {
  const defaults = { name: undefined, columns: undefined, types: undefined };
  const { name, ...choice } = optionsOf('arrow', options, defaults);
  return toAwait('arrow', datasetOf<Row>(byteSourceOf('arrow', source, name), choice));
}

async function datasetOf<Row>(source: ByteSource, choice: ColumnsOptions): Promise<TableDataset<Row>> {
  const file = await arrowFile(source);
  const read = arrowColumns(file, choice);
  const schema = new Schema(
    file.source,
    read.map(({ name, type, field }) => ({ name, type, ...(field.nullable ? {} : { missing: false }) })),
  );
  const length = file.batches.reduce((sum, { rows }) => sum + rows, 0);
  return new TableDataset(fromTables<Row>(arrowTables(file, read), { length }).reader, schema);
}
