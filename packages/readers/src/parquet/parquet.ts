import { DataError, type TableReader, type Table, type TableColumn } from '@thalweg/data';
import { fromTables, toAwait } from '@thalweg/data/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ColumnMetaData, SchemaTree, RowGroup } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { isListLike } from 'hyparquet/src/schema.js';
import { cellMaking, COLUMN_TYPES, plainValues, possibleType } from '../columnar/cell-making.ts';
import type { StoredType, CellMaking } from '../columnar/cells.ts';
import { partTables, type PartIterator, type Start } from '../columnar/part-tables.ts';
import type { FieldValue } from '../schema/field-value.ts';
import type { ColumnType } from '../schema/column-type.ts';
import { chosenColumns, type ColumnsOptions } from '../schema/columns-options.ts';
import { Schema } from '../schema/schema.ts';
import { TableDataset } from '../schema/table-dataset.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import type { ByteSource, RandomAccess } from '../source/byte-source.ts';
import { checkThrift } from './check-thrift.ts';
import { HEADER_MEMORY } from './page-reader.ts';
import { isNested, type ParquetColumn, parquetFile, type ParquetFile } from './parquet-file.ts';
import { storedTypeOf } from './stored-type-of.ts';
import { dtypeOf } from '../schema/dtype-of.ts';
import { type ChunkDecoder, FlatChunk, NestedChunk, type NestedLeaf, nestedValues } from './column-chunks.ts';

/** Options of {@link parquet}. */
export interface ParquetOptions extends ColumnsOptions {
  /** The name of the file in messages; its path or address by default. */
  readonly name?: string;
}

/**
 * Returns a dataset of the rows of a Parquet file. The promise resolves when the metadata at the end of the file has been read,
 * which has the length and the schema. Rows are read on demand, row group by row group, and only the columns that are asked
 * for; an offset keeps the row group and the row in it.
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

/** Returns the reader of the rows of a Parquet file in tables. An offset is a row group and a row in it. */
function parquetTables(file: ParquetFile, columns: readonly ParquetColumn[]): TableReader {
  return partTables({
    source: file.source,
    part: 'group',
    rows: file.metadata.row_groups.map(group => Number(group.num_rows)),
    opener() {
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

/** A column with the way in which a reading makes its cells. */
interface MadeColumn extends ParquetColumn {
  readonly making: CellMaking;
}

/** Fetches the columns of a row group, and returns what reads them from a row on. */
async function openRowGroup(
  file: ParquetFile,
  columns: readonly MadeColumn[],
  { part, row, index }: Start,
): Promise<RowGroupIterator> {
  const group = file.metadata.row_groups[part]!;
  const rows = Number(group.num_rows);
  const leaves = columns.map(({ name }) => leavesOf(group, name));
  const ranges = leaves.map(of => of.map(rangeOf));
  const fetched = [...(await byteRanges(file.access, ranges.flat()))];
  const decoders = columns.map((column, i) => {
    const parts = leaves[i]!.map(metadata => ({ metadata, bytes: fetched.shift()! }));
    return { ...column, chunk: chunkOf(file, column, { leaves: parts, firstRow: index - row, rows }) };
  });
  const iterator = new RowGroupIterator(rows, decoders);
  iterator.skip(row);
  return iterator;
}

interface ChunkParts {
  readonly leaves: readonly NestedLeaf[];
  readonly firstRow: number;
  readonly rows: number;
}

function chunkOf(
  file: ParquetFile,
  { tree, making }: MadeColumn,
  { leaves, firstRow, rows }: ChunkParts,
): ChunkDecoder {
  const { source, compressors } = file;
  const common = { source, making, firstRow, rows };
  if (isNested(tree)) return new NestedChunk({ ...common, values: () => nestedValues(tree, leaves, file) });
  const [{ metadata, bytes }] = leaves as readonly [NestedLeaf];
  return new FlatChunk({ ...common, bytes, element: tree.element, codec: metadata.codec, compressors });
}

function leavesOf(group: RowGroup, name: string): readonly ColumnMetaData[] {
  return group.columns.flatMap(({ meta_data }) => (meta_data!.path_in_schema[0] === name ? [meta_data!] : []));
}

function rangeOf(chunk: ColumnMetaData): readonly [from: number, to: number] {
  const start = chunk.dictionary_page_offset || chunk.data_page_offset;
  return [Number(start), Number(start + chunk.total_compressed_size)];
}

/** A column of a row group being read. */
interface ColumnDecoder {
  readonly name: string;
  readonly making: CellMaking;
  readonly chunk: ChunkDecoder;
}

/** Reads a row group, block by block. */
class RowGroupIterator implements PartIterator {
  private readonly rows: number;
  private readonly columns: readonly ColumnDecoder[];
  private done = 0;

  constructor(rows: number, columns: readonly ColumnDecoder[]) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Leaves out rows. */
  skip(rows: number): void {
    for (const { chunk } of this.columns) chunk.skip(rows);
    this.done += rows;
  }

  /** Returns the next rows; `undefined` at the end. */
  next(most: number): Table | undefined {
    const rows = Math.min(most, this.rows - this.done);
    if (rows === 0) return undefined;
    const columns = this.columns.map(({ name, making, chunk }) => [name, columnOf(making, chunk, rows)] as const);
    this.done += rows;
    return { rows, columns: Object.fromEntries(columns) };
  }
}

function columnOf(making: CellMaking, chunk: ChunkDecoder, rows: number): TableColumn {
  const data = making.array(rows);
  chunk.fill(data, rows);
  const dtype = data instanceof Float64Array ? dtypeOf(making.type) : undefined;
  // The list of categories is complete only after the rows were read.
  const { categories } = making;
  return { data, shape: [], dtype, ...(categories === undefined ? {} : { categories: categories.names }) };
}

type Range = readonly [from: number, to: number];

/** Bytes between two ranges that are worth reading to save a request. */
const GAP = 1 << 16;

/** Returns the bytes of ranges. Ranges that lie next to each other are read at once. */
async function byteRanges(access: RandomAccess, ranges: readonly Range[]): Promise<readonly Uint8Array[]> {
  const runs: (readonly [from: number, to: number])[] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = runs.at(-1);
    if (last !== undefined && from - last[1] <= GAP) runs[runs.length - 1] = [last[0], Math.max(last[1], to)];
    else runs.push([from, to]);
  }
  const read = await Promise.all(runs.map(([from, to]) => access.slice(from, to)));
  return ranges.map(([from, to]) => {
    const at = runs.findIndex(run => run[0] <= from && to <= run[1]);
    return read[at]!.subarray(from - runs[at]![0], to - runs[at]![0]);
  });
}
