import { DataError, type Table, type TableReader } from '@thalweg/data';
import { fromTables, toAwait } from '@thalweg/data/engine';
import { optionsOf, reasonOf } from '@thalweg/tensor/engine';
import { type Batch, type DataType, type Field, tableFromIPC, Type } from '@uwdata/flechette';
import { type OpenPart, type PartIterator, partTables, type Start } from '../columnar/part-tables.ts';
import type { FieldValue } from '../schema/field-value.ts';
import type { ColumnsOptions } from '../schema/columns-options.ts';
import { Schema } from '../schema/schema.ts';
import { TableDataset } from '../schema/table-dataset.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { type ArrowColumn, arrowColumns, ColumnDecoder } from './arrow-columns.ts';
import { arrowFile, type ArrowFile } from './arrow-file.ts';
import { batchLayout, unpackedBatch } from './batch-layout.ts';
import { checkBatch, checkDictionary } from './check-batch.ts';
import { alignedBytes, type Message } from './message.ts';

/** Options of {@link arrow}. */
export interface ArrowOptions extends ColumnsOptions {
  /** The name of the file in messages; its path or address by default. */
  readonly name?: string;
}

/**
 * Returns a dataset of the rows of an Arrow file or stream, or of Feather of version 2, also with buffers that are compressed
 * by LZ4 or ZSTD. The promise resolves when the metadata has been read, which has the length and the schema. Batches are read
 * on demand; an offset keeps the batch and the row in it.
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

/** Returns the reader of the rows of an Arrow file in tables. An offset is a batch and a row in it. */
function arrowTables(file: ArrowFile, columns: readonly ArrowColumn[]): TableReader {
  return partTables({
    source: file.source,
    part: 'batch',
    rows: file.batches.map(batch => batch.rows),
    opener: () => openBatches(file, columns),
  });
}

function openBatches(file: ArrowFile, columns: readonly ArrowColumn[]): OpenPart {
  const decoders = columns.map(column => new ColumnDecoder(file.source, column));
  /** Batches that were read together, and the number of the first. */
  let run: readonly BatchColumns[] = [];
  let first = 0;
  return start => {
    const { part } = start;
    const open = (): BatchIterator => {
      const batch = { source: file.source, batch: run[part - first]!, rows: file.batches[part]!.rows };
      return new BatchIterator(batch, decoders, start);
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
class BatchIterator implements PartIterator {
  private readonly read: ReadBatch;
  private readonly columns: readonly ColumnDecoder[];
  private row: number;
  /** The row of the file. */
  private index: number;

  constructor(read: ReadBatch, columns: readonly ColumnDecoder[], { row, index }: Start) {
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

/** The bytes of batches that are read at once, if each has fewer. */
const RUN = 1 << 22;

/** The columns of a batch. */
type BatchColumns = readonly Batch<unknown>[];

/**
 * Reads batches from one on: as many as are small, since each run decodes the dictionaries. Dictionaries may grow or be
 * replaced between two batches.
 */
async function batchRun(file: ArrowFile, first: number): Promise<readonly BatchColumns[]> {
  const run = runFrom(file.batches, first);
  const end = run.at(-1)!.from;
  const messages = [...file.dictionaries.filter(({ from }) => from < end), ...run].sort((a, b) => a.from - b.from);
  const bytes = await Promise.all(messages.map(message => alignedBytes(file.access, message)));
  const checked = messages.map(({ kind }, i) => checkedBatch(file, bytes[i]!, kind === 'batch' ? kind : 'dictionary'));
  const table = tableFromIPC([file.schema, ...checked], { useBigInt: true, useMap: true });
  return run.map((_, batch) => file.fields.map((_, column) => table.getChildAt(column).data[batch]!));
}

function runFrom(batches: readonly Message[], first: number): readonly Message[] {
  let end = first + 1;
  for (let size = sizeOf(batches[first]!); end < batches.length; end++) {
    size += sizeOf(batches[end]!);
    if (size > RUN) break;
  }
  return batches.slice(first, end);
}

function sizeOf({ from, to }: Message): number {
  return to - from;
}

/**
 * Returns the message of a batch as flechette can read it: decompressed, and with buffers that hold as many values as it says.
 *
 * - **Throws** `Error` for a damaged one
 */
function checkedBatch({ fields, version }: ArrowFile, bytes: Uint8Array, kind: 'batch' | 'dictionary'): Uint8Array {
  const unpacked = unpackedBatch(bytes, kind);
  const layout = batchLayout(unpacked, kind);
  if (kind === 'batch') checkBatch(layout, fields, version);
  else checkDictionary(layout, dictionaryType(fields, layout.id), version);
  return unpacked;
}

/** Returns the type of the values of a dictionary, which a column or one in it has. */
function dictionaryType(fields: readonly Field[], id: number): DataType | undefined {
  for (const { type } of fields) {
    if (type.typeId === Type.Dictionary && type.id === id) return type.dictionary;
    const inner = type.typeId === Type.Dictionary ? type.dictionary : type;
    const found = 'children' in inner ? dictionaryType(inner.children, id) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
