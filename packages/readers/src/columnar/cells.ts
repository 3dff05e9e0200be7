import type { ColumnType } from '../schema/column-type.ts';
import type { Categories } from './categories.ts';
import type { RawValues } from './raw-values.ts';

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
