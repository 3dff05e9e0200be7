import { DataError } from '@thalweg/data';
import type { ColumnType } from '../schema/column-type.ts';

/** Cells of a column: numbers, codes of categories, or anything else. */
export type Cells = Float64Array | Int32Array | unknown[];

/** Cells that were made of stored values, one of each. */
export interface Converted {
  readonly cells: Float64Array | Int32Array | readonly unknown[];
  /** Values that have no cell, as texts, by their index. */
  readonly refused?: ReadonlyMap<number, string>;
}

/** The way in which the values of a column become cells. */
export interface CellMaking {
  readonly name: string;
  readonly type: ColumnType;
  /** The cell of a missing value. */
  readonly missing: number | null;
  readonly categories?: Categories;
  /** Returns an array for cells. */
  array(rows: number): Cells;
  readonly convert: (values: RawValues) => Converted;
  /** The words for a refused value: what it would have to be, and what to try. */
  readonly requirement: string;
  readonly advice: string;
}

/** Values as a page of a Parquet file stores them. Missing ones are left out. */
export type RawValues =
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | Uint8Array
  | Uint32Array
  | readonly unknown[];

/** Converts stored values into cells. */
export type Conversion = (values: RawValues) => Converted;

/** A type of values in Parquet files: what its columns are by default, and what else they can be read as. */
export interface StoredType {
  readonly type: ColumnType;
  readonly as: Readonly<Partial<Record<ColumnType, Conversion>>>;
  /** The requirement that a value which cannot be converted does not meet. */
  readonly requirement?: string;
  /** The advice on such a value. */
  readonly advice?: string;
}

/** More categories than this are no categories. */
const MOST = 1_000_000;

/** The categories of a column, in the order in which a reading met them. */
export class Categories {
  private readonly codeOf = new Map<string, number>();
  private list: readonly string[] = [];
  private readonly source: string;
  private readonly column: string;

  constructor(source: string, column: string) {
    this.source = source;
    this.column = column;
  }

  /** The categories met so far. The array never changes: later ones are in a new array, with the same codes. */
  get names(): readonly string[] {
    if (this.list.length < this.codeOf.size) this.list = [...this.codeOf.keys()];
    return this.list;
  }

  /** Returns the codes of texts: their indices in `names`. */
  codes(texts: readonly string[]): Int32Array {
    const codes = new Int32Array(texts.length);
    for (let i = 0; i < codes.length; i++) codes[i] = this.code(texts[i]!);
    return codes;
  }

  private code(text: string): number {
    const known = this.codeOf.get(text);
    if (known !== undefined) return known;
    const code = this.codeOf.size;
    if (code === MOST)
      throw new DataError(
        this.source,
        `column '${this.column}' must have at most ${MOST} categories`,
        'more',
        "Ask for its type as 'text' in types.",
        { source: this.source },
      );
    this.codeOf.set(text, code);
    return code;
  }
}

/** Rows that were made of converted values. */
interface MadeRows {
  readonly source: string;
  readonly making: CellMaking;
  /** The first row, in the file, and the number of rows. */
  readonly row: number;
  readonly rows: number;
  /** 1 for each row that has a value, 0 for others; `undefined` if all have. */
  readonly present: Uint8Array | undefined;
  /** Returns the index in the converted values of the n-th value of these rows. */
  readonly indexOf: (value: number) => number;
}

/**
 * Does nothing if all values of some rows have a cell.
 *
 * - **Throws** `DataError` that names the first row that has none
 */
export function checkRefused({ refused }: Converted, made: MadeRows): void {
  if (refused === undefined) return;
  const { source, making, row, rows, present, indexOf } = made;
  let value = 0;
  for (let i = 0; i < rows; i++) {
    if (present !== undefined && present[i] === 0) continue;
    const given = refused.get(indexOf(value++));
    if (given === undefined) continue;
    const what = `column '${making.name}' ${making.requirement}`;
    throw new DataError(source, what, `${given} in row ${row + i}`, making.advice, { source, row: row + i });
  }
}

/** A part of the rows of a page, and where their cells go. */
interface Spreading {
  readonly cells: Converted['cells'];
  /** Indices of cells, where a page refers to a dictionary. */
  readonly indices: Int32Array | undefined;
  /** 1 for each row of the page that has a value; `undefined` if all have. */
  readonly present: Uint8Array | undefined;
  /** The first row of the page to write, the number of values before it, and the number of rows. */
  readonly row: number;
  readonly value: number;
  readonly rows: number;
  readonly missing: number | null;
}

/** Writes cells into a column from `at` on, and returns how many values they were made of. */
export function spreadCells(into: Cells, at: number, spreading: Spreading): number {
  const { cells, indices, present, row, value, rows, missing } = spreading;
  if (present === undefined) {
    if (indices === undefined) copy(into, at, cells, value, rows);
    else for (let i = 0; i < rows; i++) into[at + i] = cells[indices[value + i]!];
    return rows;
  }
  let next = value;
  for (let i = 0; i < rows; i++)
    if (present[row + i] === 0) into[at + i] = missing;
    else {
      into[at + i] = cells[indices === undefined ? next : indices[next]!];
      next++;
    }
  return next - value;
}

function copy(into: Cells, at: number, cells: Converted['cells'], from: number, count: number): void {
  if (into instanceof Float64Array && cells instanceof Float64Array) into.set(cells.subarray(from, from + count), at);
  else for (let i = 0; i < count; i++) into[at + i] = cells[from + i];
}

/** Returns the conversion that makes a cell of each value. */
export function each<V>(cellOf: (value: V) => unknown): Conversion {
  return values => ({ cells: Array.from(values as ArrayLike<V>, value => cellOf(value)) });
}

/** Returns the conversion that makes a number of each value. */
export function eachNumber<V>(numberOf: (value: V) => number): Conversion {
  return (values: RawValues): Converted => {
    const cells = new Float64Array(values.length);
    for (let i = 0; i < cells.length; i++) cells[i] = numberOf(values[i] as V);
    return { cells };
  };
}
