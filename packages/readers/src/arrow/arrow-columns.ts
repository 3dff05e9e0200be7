import type { TableColumn } from '@thalweg/data';
import {
  type Batch,
  type Column,
  type DataType,
  DateUnit,
  type DecimalType,
  type DictionaryType,
  type Field,
  TimeUnit,
  Type,
} from '@uwdata/flechette';
import { cellMaking, COLUMN_TYPES, plainValues, possibleType, type StoredColumn } from '../columnar/cell-making.ts';
import {
  type Categories,
  type CellMaking,
  checkRefused,
  eachNumber,
  type RawValues,
  spreadCells,
  type StoredType,
} from '../columnar/cells.ts';
import { booleans, decimals, floats, integers } from '../columnar/stored-numbers.ts';
import { bytes, texts } from '../columnar/stored-texts.ts';
import { days, timesOfDay, timestamps } from '../columnar/stored-times.ts';
import { chosenColumns, type ColumnsOptions } from '../schema/columns-options.ts';
import { dtypeOf } from '../schema/dtype-of.ts';
import type { ArrowFile } from './arrow-file.ts';

/** A column that is read. */
export interface ArrowColumn extends StoredColumn {
  /** The place of the column in the file. */
  readonly at: number;
  readonly field: Field;
  readonly read: DecodeRows;
}

/**
 * Returns the columns that are read, with their types.
 *
 * - **Throws** `DataError` for a name that does not exist, and for a type that a column cannot be read as
 */
export function arrowColumns({ source, fields }: ArrowFile, options: ColumnsOptions): readonly ArrowColumn[] {
  const names = fields.map(({ name }) => name);
  return chosenColumns(options, { source, names, allowed: COLUMN_TYPES }).map(({ at, name, type: asked }) => {
    const field = fields[at]!;
    const { stored, read } = arrowType(field.type);
    const column = { at, name, type: stored.type, field, stored, read };
    return asked === undefined ? column : { ...column, type: possibleType(source, column, asked) };
  });
}

/** The type of an Arrow column: what its values are, and how its batches hold them. */
interface ArrowType {
  readonly stored: StoredType;
  /** Reads the values of rows. */
  readonly read: DecodeRows;
}

/** Returns how a column of a type is read. */
function arrowType(type: DataType): ArrowType {
  switch (type.typeId) {
    case Type.Bool:
      return { stored: booleans(), read: decodedValues };
    case Type.Int:
      return { stored: integers(type.signed), read: typedValues };
    case Type.Float:
      return { stored: floats(), read: type.precision === 0 ? decodedValues : typedValues };
    case Type.Decimal:
      return { stored: decimals(type.scale), read: type.bitWidth === 32 ? typedValues : unscaledDecimals };
    case Type.Date:
      return type.unit === DateUnit.DAY
        ? { stored: days(), read: typedValues }
        : { stored: timestamps({ perMillisecond: 1, utc: true }), read: typedValues };
    case Type.Timestamp:
      return timesOf(type.unit, perMillisecond => timestamps({ perMillisecond, utc: type.timezone !== null }));
    case Type.Time:
    case Type.Duration:
      return timesOf(type.unit, timesOfDay);
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return { stored: texts(), read: textBytes };
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return { stored: bytes(), read: decodedValues };
    default:
      return decodedType(type);
  }
}

type PerMillisecond = Parameters<typeof timesOfDay>[0];

/** Seconds are counted in milliseconds. */
function timesOf(unit: number, stored: (perMillisecond: PerMillisecond) => StoredType): ArrowType {
  if (unit === TimeUnit.SECOND)
    return {
      stored: stored(1),
      read: (batch, from, to) => {
        const { values, present } = typedValues(batch, from, to);
        const seconds = values as ArrayLike<number | bigint>;
        return { values: BigInt64Array.from(Array.from(seconds, value => BigInt(value) * 1000n)), present };
      },
    };
  const perMillisecond = unit === TimeUnit.MILLISECOND ? 1 : unit === TimeUnit.MICROSECOND ? 1000 : 1_000_000;
  return { stored: stored(perMillisecond), read: typedValues };
}

/** A type whose values flechette decodes. */
function decodedType(type: DataType): ArrowType {
  if (type.typeId === Type.RunEndEncoded) return { stored: decodedStored(type.children[1].type), read: decodedValues };
  if (type.typeId === Type.Dictionary) return { stored: dictionaryStored(type), read: decodedValues };
  return { stored: decodedStored(type), read: decodedValues };
}

/** Texts of a dictionary are categories: {@link dictionaryCodes} reads them. */
function dictionaryStored({ dictionary }: DictionaryType): StoredType {
  const stored = decodedStored(dictionary);
  return stored.type === 'text' ? { ...stored, type: 'category' } : stored;
}

function decodedStored(type: DataType): StoredType {
  switch (type.typeId) {
    case Type.Bool:
      return booleans();
    case Type.Int:
      return integers(true);
    case Type.Float:
    case Type.Decimal:
      return floats();
    case Type.Date:
    case Type.Timestamp:
      return { type: 'date', as: { date: eachNumber((value: number) => value) } };
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return { type: 'text', as: { text: values => ({ cells: values as readonly string[] }) } };
    case Type.List:
    case Type.LargeList:
    case Type.ListView:
    case Type.LargeListView:
    case Type.FixedSizeList:
      return plainValues('list');
    default:
      return plainValues('object');
  }
}

/** The values of some rows of a batch. */
interface RowValues {
  readonly values: RawValues;
  /** 1 for each row that has a value, 0 for others; `undefined` if all have. */
  readonly present: Uint8Array | undefined;
}

/** Returns the values of the rows `from … to − 1` of a batch. */
type DecodeRows = (batch: Batch<unknown>, from: number, to: number) => RowValues;

/** Reads values that lie in a typed array; there is no copy if none is missing. */
const typedValues: DecodeRows = (batch, from, to) => {
  const values = batch.values.subarray(from, to) as Float64Array;
  if (values.length < to - from)
    throw new Error(`a column of ${batch.values.length} values in place of ${batch.length}`);
  const present = presentRows(batch, from, to);
  return { values: present === undefined ? values : values.filter((_, row) => present[row] === 1), present };
};

/** The letters or elements of the values of runs that are decoded at once, at most: the rows of a run repeat them. */
const MOST_LENGTH = 2 ** 26;

/** Reads values that flechette decodes. Some types have missing values without a bit for each. */
const decodedValues: DecodeRows = (batch, from, to) => {
  const present = new Uint8Array(to - from);
  const values: unknown[] = [];
  let left = batch.type.typeId === Type.RunEndEncoded ? MOST_LENGTH : Infinity;
  for (let row = from; row < to; row++) {
    const value = batch.at(row);
    if (value === null) continue;
    left -= (value as { readonly length?: number }).length ?? 0;
    if (left < 0) throw new Error(`values of more than ${MOST_LENGTH} parts in ${row - from} rows`);
    present[row - from] = 1;
    values.push(value);
  }
  return { values, present: values.length === to - from ? undefined : present };
};

/** Reads the bytes of texts. */
const textBytes: DecodeRows = (batch, from, to) => {
  if (batch.type.typeId === Type.Utf8View)
    return eachValue(batch, [from, to], row => (batch as unknown as { view(row: number): Uint8Array }).view(row));
  const { offsets, values } = batch as unknown as { offsets: ArrayLike<number | bigint>; values: Uint8Array };
  return eachValue(batch, [from, to], row => values.subarray(Number(offsets[row]), Number(offsets[row + 1])));
};

/** Reads decimals as whole numbers, which lie in words of 64 bits, the least significant one first. */
const unscaledDecimals: DecodeRows = (batch, from, to) => {
  const { bitWidth } = batch.type as DecimalType;
  const words = bitWidth / 64;
  const values = batch.values as unknown as BigUint64Array;
  return eachValue(batch, [from, to], row => {
    let whole = 0n;
    for (let word = words - 1; word >= 0; word--) whole = (whole << 64n) | values[row * words + word]!;
    return BigInt.asIntN(bitWidth, whole);
  });
};

/** Returns which rows have a value, or `undefined` if all have. */
function presentRows(batch: Batch<unknown>, from: number, to: number): Uint8Array | undefined {
  if (batch.nullCount === 0 || batch.validity.length === 0) return undefined;
  const present = new Uint8Array(to - from);
  for (let row = from; row < to; row++) present[row - from] = batch.isValid(row) ? 1 : 0;
  return present;
}

function eachValue<V>(
  batch: Batch<unknown>,
  [from, to]: readonly [from: number, to: number],
  valueOf: (row: number) => V,
): RowValues {
  const present = presentRows(batch, from, to);
  const values: V[] = [];
  for (let row = from; row < to; row++)
    if (present === undefined || present[row - from] === 1) values.push(valueOf(row));
  return { values, present };
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

/** Decodes a column of the tables of one iterator. */
export class ColumnDecoder {
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
