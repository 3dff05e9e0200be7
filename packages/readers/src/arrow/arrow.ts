import { DataError, type Table, type TableColumn, type TableReader } from '@thalweg/data';
import { fromTables, toAwait } from '@thalweg/data/engine';
import { optionsOf, reasonOf } from '@thalweg/tensor/engine';
import { type Batch, type Column, Type } from '@uwdata/flechette';
import { cellMaking } from '../columnar/cell-making.ts';
import { type Categories, type CellMaking, checkRefused, spreadCells } from '../columnar/cells.ts';
import { type OpenPart, type PartReading, partTables, type Start } from '../columnar/part-tables.ts';
import type { FieldValue } from '../schema/field-value.ts';
import type { ColumnsOptions } from '../schema/columns-options.ts';
import { dtypeOf } from '../schema/dtype-of.ts';
import { Schema } from '../schema/schema.ts';
import { TableDataset } from '../schema/table-dataset.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { type ArrowColumn, arrowColumns, presentRows } from './arrow-columns.ts';
import { arrowFile, type ArrowFile } from './arrow-file.ts';
import { type BatchColumns, batchRun } from './batch-run.ts';

/** Options of {@link arrow}. */
export interface ArrowOptions extends ColumnsOptions {
  /** The name of the file in messages; its path or address by default. */
  readonly name?: string;
}

/**
 * Returns a dataset of the rows of an Arrow file or stream, or of Feather of version 2, also with buffers that are compressed
 * by LZ4 or ZSTD. The promise resolves when the metadata has been read, which has the length and the schema. Batches are read
 * on demand; a position keeps the batch and the row in it.
 *
 * - **Record** the cells by the names of the columns, as {@link ColumnType} says; texts of a dictionary are a `category`
 * - **Times** are milliseconds since 1970 in UTC, times of day and durations milliseconds; times without a zone are read as UTC
 * - **Decimals** are the nearest numbers, and exact as `text`
 * - **Throws** `DataError` for what is no Arrow file or is damaged, for a column that does not exist, a type that a
 *   column cannot be read as, and a whole number past ±2^53, unless its type is `bigint` or `text`
 * - **Source** the Arrow columnar format, https://arrow.apache.org/docs/format/Columnar.html
 *
 * @example
 * const flights = await arrow('node_modules/vega-datasets/data/flights-200k.arrow');
 * String(flights.schema) // => 'delay     integer\ndistance  integer\ntime      number'
 */
export function arrow<Row = Record<string, FieldValue>>(
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

/** Returns the reader of the rows of an Arrow file in tables. A place is a batch and a row in it. */
function arrowTables(file: ArrowFile, columns: readonly ArrowColumn[]): TableReader {
  return partTables({
    source: file.source,
    part: 'batch',
    rows: file.batches.map(batch => batch.rows),
    reading: () => openBatches(file, columns),
  });
}

function openBatches(file: ArrowFile, columns: readonly ArrowColumn[]): OpenPart {
  const readings = columns.map(column => new ColumnReading(file.source, column));
  /** Batches that were read together, and the number of the first. */
  let run: readonly BatchColumns[] = [];
  let first = 0;
  return start => {
    const { part } = start;
    const open = (): BatchReading => {
      const batch = { source: file.source, batch: run[part - first]!, rows: file.batches[part]!.rows };
      return new BatchReading(batch, readings, start);
    };
    if (run[part - first] !== undefined) return open();
    return batchRun(file, part).then(
      read => {
        run = read;
        first = part;
        return open();
      },
      (cause: unknown) => {
        throw damagedBatch({ source: file.source, row: start.index, cause });
      },
    );
  };
}

/** A batch that was read. */
interface ReadBatch {
  readonly source: string;
  readonly batch: BatchColumns;
  readonly rows: number;
}

/** Reads the rows of a batch. */
class BatchReading implements PartReading {
  private readonly read: ReadBatch;
  private readonly columns: readonly ColumnReading[];
  private row: number;
  /** The row of the file. */
  private index: number;

  constructor(read: ReadBatch, columns: readonly ColumnReading[], { row, index }: Start) {
    this.read = read;
    this.columns = columns;
    this.row = row;
    this.index = index;
  }

  next(most: number): Table | undefined {
    const { source, batch, rows: all } = this.read;
    const { row: from, index: row } = this;
    const rows = Math.min(most, all - from);
    if (rows === 0) return undefined;
    const to = from + rows;
    try {
      const columns = this.columns.map(
        column => [column.name, column.cells({ batch: batch[column.at]!, from, to, row })] as const,
      );
      this.row += rows;
      this.index += rows;
      return { rows, columns: Object.fromEntries(columns) };
    } catch (cause) {
      throw damagedBatch({ source, row, cause });
    }
  }
}

/** A batch that cannot be read, and the reason. */
interface DamagedBatch {
  readonly source: string;
  readonly row: number;
  readonly cause: unknown;
}

/** Returns the error about a batch that cannot be decoded. */
function damagedBatch({ source, row, cause }: DamagedBatch): DataError {
  if (cause instanceof DataError) return cause;
  return new DataError(
    source,
    `it must be readable from row ${row} on`,
    reasonOf(cause),
    'The file may be damaged: fetch or write it again.',
    { source, row, cause },
  );
}

/** Some rows of a batch. */
interface BatchRows {
  readonly batch: Batch<unknown>;
  readonly from: number;
  readonly to: number;
  /** The row of the file at which they start. */
  readonly row: number;
}

/** A batch of a column with a dictionary. */
type DictionaryBatch = Batch<unknown> & { readonly dictionary: Column<string> };

/** Makes the columns of tables in one reading. */
class ColumnReading {
  readonly name: string;
  readonly at: number;
  private readonly source: string;
  private readonly column: ArrowColumn;
  private readonly making: CellMaking;
  private readonly codesOf: CodesOfDictionary | undefined;

  constructor(source: string, column: ArrowColumn) {
    this.name = column.name;
    this.at = column.at;
    this.source = source;
    this.column = column;
    this.making = cellMaking(source, column);
    const { categories } = this.making;
    const coded = categories !== undefined && column.field.type.typeId === Type.Dictionary;
    this.codesOf = coded ? dictionaryCodes(categories) : undefined;
  }

  /** Returns the cells of some rows. Numbers of 64 bits, none of which is missing, are not copied. */
  cells({ batch, from, to, row }: BatchRows): TableColumn {
    const { making } = this;
    if (this.codesOf !== undefined) return this.coded(this.codesOf(batch as DictionaryBatch, from, to));
    const rows = to - from;
    const { values, present } = this.column.read(batch, from, to);
    const converted = making.convert(values);
    checkRefused(converted, { source: this.source, making, row, rows, present, indexOf: value => value });
    const { cells } = converted;
    if (making.categories !== undefined && present === undefined) return this.coded(cells as Int32Array);
    if (present === undefined) return columnOf(making, cells);
    const into = making.array(rows);
    spreadCells(into, 0, { cells, indices: undefined, present, row: 0, value: 0, rows, missing: making.missing });
    return making.categories === undefined ? columnOf(making, into) : this.coded(into as Int32Array);
  }

  private coded(data: Int32Array): TableColumn {
    return { data, shape: [], dtype: undefined, categories: this.making.categories!.names };
  }
}

function columnOf({ type }: CellMaking, data: TableColumn['data']): TableColumn {
  return { data, shape: [], dtype: data instanceof Float64Array ? dtypeOf(type) : undefined };
}

/** Returns the codes of the rows `from … to − 1` of a batch; −1 where the text is missing. */
type CodesOfDictionary = (
  batch: Batch<unknown> & { readonly dictionary: Column<string> },
  from: number,
  to: number,
) => Int32Array;

/** Returns what finds the codes of batches, each of which refers to a dictionary of texts. */
function dictionaryCodes(categories: Categories): CodesOfDictionary {
  let known: Column<string> | undefined;
  let codes: Int32Array = new Int32Array();
  return (batch, from, to) => {
    if (batch.dictionary !== known) {
      known = batch.dictionary;
      codes = codesOf(known, categories);
    }
    const indices = batch.values as Int32Array;
    const present = presentRows(batch, from, to);
    const found = new Int32Array(to - from);
    for (let row = 0; row < found.length; row++) {
      const index = Number(indices[from + row]);
      if (present === undefined || present[row] === 1) found[row] = codes[index] ?? outside(index, codes.length);
      else found[row] = -1;
    }
    return found;
  };
}

function codesOf(dictionary: Column<string>, categories: Categories): Int32Array {
  const texts = Array.from(dictionary.cache() as ArrayLike<string | null>);
  const codes = categories.codes(texts.flatMap(text => text ?? []));
  let next = 0;
  return Int32Array.from(texts, text => (text === null ? -1 : codes[next++]!));
}

function outside(index: number, size: number): never {
  throw new Error(`index ${index} of a dictionary of ${size}`);
}
