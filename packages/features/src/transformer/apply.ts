import {
  DataError,
  Dataset,
  map,
  type SourceOffset,
  type Pulled,
  type Reader,
  type EpochIterator,
  type Table,
  type TableColumn,
  type TableReader,
  type Tables,
} from '@thalweg/data';
import { afterRows, derived, sliceTable } from '@thalweg/data/engine';
import { allocate, type DType, Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { defer, map as mapStream, type Observable } from 'rxjs';
import { noField } from '../columns/column-in.ts';
import type { FeatureArray } from '../columns/column-transform.ts';
import type { Block, Fields } from './column-writers.ts';
import type { Entry } from './entry.ts';
import { isOrdinal, type Layout } from './layout.ts';

/** Transforms rows: each record, or tables of them, with the same result. */
export interface RowTransform {
  readonly record: (record: object) => object;
  readonly table: (table: Table) => Table;
  /** Returns the most rows of a table that is transformed at once. */
  readonly mostRows: () => number;
}

type Operator = (source: Observable<object>) => Observable<object>;

/** Returns the operator that transforms each record, or each table where a dataset has them. */
export function applyAlways(transform: RowTransform): Operator {
  return source => {
    const records = (map(transform.record) as Operator)(source);
    return source instanceof Dataset && records instanceof Dataset
      ? withTables(records as Dataset<object>, tablesOf(source as Dataset<object>, transform))
      : records;
  };
}

/** Returns the operator that transforms the rows of each epoch in their order, each epoch by a new transform. */
export function applyOrdered(begin: () => RowTransform): Operator {
  return source => {
    if (!(source instanceof Dataset)) return defer(() => source.pipe(mapStream(begin().record)));
    const data = source as Dataset<object>;
    const records = data.derive(reader =>
      derived(reader, reader.length, (from, epoch, index) => inOrder(from.read(epoch, 0), begin().record, index)),
    );
    return withTables(records, data.reader.tables && orderedTables(data.reader.tables, begin));
  };
}

function withTables(records: Dataset<object>, tables: Tables | undefined): Dataset<object> {
  return tables === undefined ? records : records.derive((reader): Reader<object> => ({ ...reader, tables }));
}

function tablesOf({ reader }: Dataset<object>, { table, mostRows }: RowTransform): Tables | undefined {
  if (reader.tables === undefined) return undefined;
  const slices = inSlices(reader.tables, mostRows);
  return reader.tables.derive((epoch, index, offset) => changed(slices.read(epoch, index, offset), table));
}

/** An iterator that goes on at a row has to read those before it, so it gives no offset. */
function orderedTables(tables: Tables, begin: () => RowTransform): Tables {
  return tables.derive((epoch, index) => {
    const { table, mostRows } = begin();
    const inFull = changed(inSlices(tables, mostRows).read(epoch, 0), table);
    const iterator: EpochIterator<Table> = { next: () => inFull.next(), close: () => inFull.close?.() };
    return index === 0 ? iterator : afterRows(iterator, index);
  });
}

function changed(iterator: EpochIterator<Table>, change: (table: Table) => Table): EpochIterator<Table> {
  const use = (table: Table | undefined): Table | undefined => (table === undefined ? undefined : change(table));
  return {
    next() {
      const table = iterator.next();
      return table instanceof Promise ? table.then(use) : use(table);
    },
    offset: () => iterator.offset?.(),
    close: () => iterator.close?.(),
  };
}

/** Returns an iterator of what a step makes of each item, without the first `skipped`. */
function inOrder(
  iterator: EpochIterator<object>,
  step: (item: object) => object,
  skipped: number,
): EpochIterator<object> {
  let left = skipped;
  const taken = (item: object | undefined): object | undefined => (item === undefined ? undefined : step(item));
  const next = (): object | undefined | Promise<object | undefined> => {
    for (;;) {
      const item = iterator.next();
      if (item instanceof Promise)
        return item.then(item => went(taken(item)) ?? (item === undefined ? undefined : next()));
      const made = went(taken(item));
      if (made !== undefined || item === undefined) return made;
    }
  };
  /** Leaves out an item that was read before. */
  const went = (made: object | undefined): object | undefined => (left > 0 && left-- > 0 ? undefined : made);
  return { next, close: () => iterator.close?.() };
}

/** The offset of the source before a table, and the rows of it that were delivered. */
interface SliceOffset {
  readonly before: SourceOffset;
  readonly rows: number;
}

/**
 * Reads tables in slices of at most so many rows, so that what is made of one at a time stays small. The number is asked for when
 * reading begins.
 */
export function inSlices(tables: TableReader, mostRows: () => number): TableReader {
  return {
    read(epoch, index, offset) {
      if (offset === undefined) return new Slices(tables.read(epoch, index), undefined, mostRows());
      const { before, rows } = sliceOffsetOf(offset, index);
      const iterator = new Slices(tables.read(epoch, index - rows, before ?? undefined), before, mostRows());
      return rows === 0 ? iterator : resumed(iterator, rows, offset);
    },
  };
}

/** An iterator after some rows of its first table, which its offsets count. */
function resumed(iterator: Slices, rows: number, start: SourceOffset): EpochIterator<Table> {
  const rest = afterRows(iterator, rows);
  let begun = false;
  return {
    next() {
      begun = true;
      return rest.next();
    },
    offset: () => (begun ? iterator.offset() : start),
    close: () => iterator.close(),
  };
}

/** Reads one table after another in slices. */
class Slices implements EpochIterator<Table> {
  readonly #iterator: EpochIterator<Table>;
  readonly #most: number;
  /** The offset of the source before the present table. */
  #before: SourceOffset | undefined;
  #table: Table | undefined;
  #row = 0;

  constructor(iterator: EpochIterator<Table>, before: SourceOffset | undefined, most: number) {
    this.#iterator = iterator;
    this.#before = before;
    this.#most = most;
  }

  next(): Pulled<Table> {
    const table = this.#table;
    if (table !== undefined && this.#row < table.rows) return this.#slice(table);
    if (table !== undefined) this.#before = this.#iterator.offset?.();
    this.#table = undefined;
    const next = this.#iterator.next();
    return next instanceof Promise ? next.then(next => this.#enter(next)) : this.#enter(next);
  }

  offset(): SourceOffset | undefined {
    if (this.#before === undefined) return undefined;
    return { before: this.#before, rows: this.#table === undefined ? 0 : this.#row };
  }

  close(): void {
    this.#iterator.close?.();
  }

  #enter(table: Table | undefined): Table | undefined {
    if (table === undefined) return undefined;
    this.#table = table;
    this.#row = 0;
    return this.#slice(table);
  }

  #slice(table: Table): Table {
    const from = this.#row;
    this.#row = Math.min(table.rows, from + this.#most);
    return sliceTable(table, from, this.#row);
  }
}

function sliceOffsetOf(offset: SourceOffset, index: number): SliceOffset {
  const { before, rows } = (offset ?? {}) as Partial<SliceOffset>;
  if (before !== undefined && Number.isSafeInteger(rows) && rows! >= 0 && rows! <= index)
    return { before, rows: rows! };
  throw new DataError(
    'open',
    'an offset must be one of the same pipeline, here of columnTransformer',
    JSON.stringify(offset),
    'Build the pipeline as it was when the offset was kept, or start from an index without an offset of the source.',
  );
}

/** Options of the records that a transformer makes. */
export interface OutputOptions {
  /** The field of the features. */
  readonly into: string;
  readonly sparse: boolean;
  readonly dtype: 'float32' | 'float64';
  /** The fields that stay; by default all that no transform reads. */
  readonly keep: readonly string[] | undefined;
}

/** The rows that all columns write, before they go on. */
const RUN = 1024;

/** Makes records and tables of features and of the fields that stay. */
export class Output {
  readonly #options: OutputOptions;
  readonly #ordinals: readonly string[];
  /** True if there are features: ordinal columns alone, such as labels, are none. */
  readonly #hasBlock: boolean;
  /** The fields that are made. */
  readonly #made: readonly string[];
  readonly #read: ReadonlySet<string>;
  /** True once a record had all fields: later ones may lack some. */
  #checked = false;

  constructor(entries: readonly Entry[], options: OutputOptions) {
    this.#options = options;
    this.#ordinals = entries.filter(isOrdinal).map(({ name }) => name);
    const { into, sparse } = options;
    this.#hasBlock = this.#ordinals.length < entries.length;
    const block = sparse ? [`${into}.indices`, `${into}.values`] : [into];
    this.#made = [...(this.#hasBlock ? block : []), ...this.#ordinals];
    this.#read = new Set(entries.flatMap(({ sources }) => sources));
  }

  /** Throws `DataError` for what is no record, and for a record that lacks a field that is read. */
  checkRead(record: Fields): void {
    checkRecord(record);
    for (const name of this.#read) if (!(name in record)) throw noField(name, Object.keys(record));
  }

  /** Checks the fields of the first record. */
  checkFirst(record: Fields): void {
    if (this.#checked) return;
    this.checkRead(record);
    for (const name of this.#options.keep ?? []) if (!(name in record)) throw noField(name, Object.keys(record));
    for (const name of this.#made) if (this.#stays(name, record)) throw takenField(name);
    this.#checked = true;
  }

  #stays(name: string, fields: Fields): boolean {
    const { keep } = this.#options;
    return keep === undefined ? name in fields && !this.#read.has(name) : keep.includes(name);
  }

  record(record: Fields, layout: Layout): object {
    checkRecord(record);
    this.checkFirst(record);
    return this.#withFeatures(record, layout);
  }

  /** Returns a record on its own, which must have all fields that are read. It is no first one for others. */
  single(record: Fields, layout: Layout): object {
    this.checkRead(record);
    for (const name of this.#made) if (this.#stays(name, record)) throw takenField(name);
    return this.#withFeatures(record, layout);
  }

  #withFeatures(record: Fields, { columns, stride }: Layout): object {
    const block = this.#block(1, stride);
    for (const column of columns) column.writeRecord(record, block);
    const made = this.#kept(record) as Record<string, unknown>;
    const { into } = this.#options;
    if (this.#hasBlock && block.indices === undefined) made[into] = block.values;
    else if (this.#hasBlock) {
      made[`${into}.indices`] = block.indices;
      made[`${into}.values`] = block.values;
    }
    // A scalar tensor keeps its dtype in a batch, where a number becomes float32.
    for (const name of this.#ordinals) made[name] = new Tensor([], 'int32', block.codes[name]!);
    return made;
  }

  table(table: Table, { columns, stride }: Layout): Table {
    this.checkFirst(table.columns);
    const block = this.#block(table.rows, stride);
    const writers = columns.map(column => column.tableWriter(table, block));
    // A run of rows stays in the processor's cache while all columns write it.
    for (let from = 0; from < table.rows; from += RUN) {
      const to = Math.min(table.rows, from + RUN);
      for (const write of writers) write(from, to);
    }
    const made = this.#kept(table.columns) as Record<string, TableColumn>;
    const { into, dtype } = this.#options;
    const wide = (data: FeatureArray | Int32Array, dtype: DType): TableColumn => ({ data, shape: [stride], dtype });
    if (this.#hasBlock && block.indices === undefined) made[into] = wide(block.values, dtype);
    else if (this.#hasBlock) {
      made[`${into}.indices`] = wide(block.indices!, 'int32');
      made[`${into}.values`] = wide(block.values, dtype);
    }
    for (const name of this.#ordinals)
      made[name] = { data: block.codes[name]!, shape: [], dtype: 'int32', tensors: true };
    return { rows: table.rows, columns: made };
  }

  #block(rows: number, stride: number): Block {
    const { sparse, dtype } = this.#options;
    return {
      stride,
      values: allocate(dtype, rows * stride) as FeatureArray,
      indices: sparse ? new Int32Array(rows * stride) : undefined,
      codes: Object.fromEntries(this.#ordinals.map(name => [name, new Int32Array(rows)])),
    };
  }

  #kept(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { keep } = this.#options;
    const kept: Record<string, unknown> = {};
    for (const name of keep ?? Object.keys(fields))
      if (keep === undefined ? !this.#read.has(name) : name in fields) kept[name] = fields[name];
    return kept;
  }
}

function takenField(name: string): DataError {
  return new DataError(
    'columnTransformer',
    'fields that stay must not have the name of one that is made',
    `'${name}'`,
    'Name the features with { into }, or the fields that stay with { keep }.',
  );
}

function checkRecord(record: unknown): void {
  if (typeof record === 'object' && record !== null) return;
  throw new DataError(
    'columnTransformer',
    'records must be objects with fields',
    printed(record),
    'Map each to an object before: map(age => ({ age })).',
  );
}
