import { DataError, type TableReader } from '@thalweg/data';
import { fromTables, toAwait } from '@thalweg/data/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ColumnMetaData, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { isListLike } from 'hyparquet/src/schema.js';
import { cellMaking, COLUMN_TYPES, plainValues, possibleType } from '../columnar/cell-making.ts';
import type { StoredType } from '../columnar/cells.ts';
import { partTables } from '../columnar/part-tables.ts';
import type { FieldValue } from '../schema/field-value.ts';
import type { ColumnType } from '../schema/column-type.ts';
import { chosenColumns, type ColumnsOptions } from '../schema/columns-options.ts';
import { Schema } from '../schema/schema.ts';
import { TableDataset } from '../schema/table-dataset.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { checkThrift } from './check-thrift.ts';
import { openRowGroup } from './open-row-group.ts';
import { HEADER_MEMORY } from './page-reader.ts';
import { isNested, type ParquetColumn, parquetFile, type ParquetFile } from './parquet-file.ts';
import { storedTypeOf } from './stored-type-of.ts';

/** Options of {@link parquet}. */
export interface ParquetOptions extends ColumnsOptions {
  /** The name of the file in messages; its path or address by default. */
  readonly name?: string;
}

/**
 * Returns a dataset of the rows of a Parquet file. The promise resolves when the metadata at the end of the file has been read,
 * which has the length and the schema. Rows are read on demand, row group by row group, and only the columns that are asked
 * for; a position keeps the row group and the row in it.
 *
 * - **Record** the cells by the names of the columns, as {@link ColumnType} says. A column of texts is a `category` if its first
 *   row group has a dictionary with at most half as many entries as rows
 * - **Times** are milliseconds since 1970 in UTC, times of day milliseconds since midnight; times without a zone are read as
 *   UTC
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
export function parquet<Row = Record<string, FieldValue>>(
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

/** Returns the reader of the rows of a Parquet file in tables. A place is a row group and a row in it. */
function parquetTables(file: ParquetFile, columns: readonly ParquetColumn[]): TableReader {
  return partTables({
    source: file.source,
    part: 'group',
    rows: file.metadata.row_groups.map(group => Number(group.num_rows)),
    reading() {
      const made = columns.map(column => ({ ...column, making: cellMaking(file.source, column) }));
      return start => openRowGroup(file, made, start);
    },
  });
}

/**
 * Returns the columns that are read, with their types.
 *
 * - **Throws** `DataError` for a name that does not exist, and for a type that a column cannot be read as
 */
async function parquetColumns(file: ParquetFile, options: ColumnsOptions): Promise<readonly ParquetColumn[]> {
  const { source, columns } = file;
  const names = columns.map(({ element }) => element.name);
  const chosen = chosenColumns(options, { source, names, allowed: COLUMN_TYPES });
  const read = await Promise.all(
    chosen.map(async ({ at, name, type: asked }) => {
      const tree = columns[at]!;
      const stored = isNested(tree) ? plainValues(nestedType(tree)) : storedTypeOf(tree.element);
      const metadata = metadataOf(file, name);
      const type = await defaultType(file, stored, metadata);
      const column = { name, type, tree, stored, missing: missingIn(tree, metadata) };
      return asked === undefined ? column : { ...column, type: possibleType(source, column, asked) };
    }),
  );
  for (const column of read) checkRange(file, column);
  return read;
}

function metadataOf({ metadata }: ParquetFile, name: string): readonly ColumnMetaData[] {
  return metadata.row_groups.flatMap(group =>
    group.columns.flatMap(({ meta_data }) => (meta_data?.path_in_schema[0] === name ? [meta_data] : [])),
  );
}

function nestedType(tree: SchemaTree): 'list' | 'object' {
  return tree.element.repetition_type === 'REPEATED' || isListLike(tree) ? 'list' : 'object';
}

async function defaultType(
  file: ParquetFile,
  stored: StoredType,
  [first]: readonly ColumnMetaData[],
): Promise<ColumnType> {
  const isText = stored.type === 'text' && first !== undefined;
  return isText && (await isCategory(file, first)) ? 'category' : stored.type;
}

function missingIn({ element, children }: SchemaTree, chunks: readonly ColumnMetaData[]): boolean | undefined {
  if (children.length > 0) return undefined;
  if (element.repetition_type === 'REQUIRED') return false;
  const counts = chunks.map(({ statistics }) => statistics?.null_count);
  if (counts.some(count => count !== undefined && count > 0n)) return true;
  return counts.every(count => count !== undefined) ? false : undefined;
}

const LIMIT = 2n ** 53n;

/**
 * Does nothing if the statistics of a column show no whole number that a number cannot hold. A file without statistics is
 * checked while it is read.
 *
 * - **Throws** `DataError` if they do
 */
function checkRange({ source, metadata }: ParquetFile, column: ParquetColumn): void {
  const { name, type, stored } = column;
  if (stored.type !== 'integer' || (type !== 'integer' && type !== 'number')) return;
  for (const [group, { columns }] of metadata.row_groups.entries()) {
    const statistics = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name)?.meta_data?.statistics;
    const bounds = [statistics?.max_value, statistics?.min_value];
    const past = bounds.find(bound => typeof bound === 'bigint' && (bound > LIMIT || bound < -LIMIT));
    if (past === undefined) continue;
    throw new DataError(
      source,
      `column '${name}' ${stored.requirement}`,
      `${String(past)} in row group ${group}`,
      stored.advice!,
      { source },
    );
  }
}

/** A dictionary with more entries holds no categories. */
const MOST = 1 << 16;

/** The bytes that the header of a dictionary may have. */
const HEADER = 256;

/**
 * True if the texts of a column are categories: if its first row group has a dictionary, with at most half as many entries as
 * rows, and at most 65,536.
 */
async function isCategory({ access }: ParquetFile, first: ColumnMetaData): Promise<boolean> {
  const start = Number(first.dictionary_page_offset || first.data_page_offset);
  const bytes = await access.slice(start, Math.min(start + HEADER, access.size));
  const entries = dictionarySize(bytes);
  return entries !== undefined && entries <= Math.min(MOST, Number(first.num_values) / 2);
}

/** The header of a page of data may be longer than the bytes that were read; it is no dictionary then. */
function dictionarySize(bytes: Uint8Array): number | undefined {
  try {
    checkThrift(bytes, 0, HEADER_MEMORY);
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
    return parquetHeader(reader).dictionary_page_header?.num_values;
  } catch {
    return undefined;
  }
}
