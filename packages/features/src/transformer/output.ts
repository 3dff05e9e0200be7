import { DataError, type Table, type TableColumn } from '@thalweg/data';
import { Tensor, allocate, type DType } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { noField } from '../columns/column-in.ts';
import type { FeatureArray } from '../columns/column-transform.ts';
import type { Entry } from './entry.ts';
import { isOrdinal, type Layout } from './layout.ts';
import type { Block, Fields } from './placed.ts';

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
