import type { DType, Sizes, TypedArray } from '@thalweg/tensor';

/**
 * A block of rows in columns: what a reader of a file yields, so that no object is made for each row where operators work on
 * columns. Nobody writes a table that was delivered.
 */
export interface Table {
  /** The number of rows, at least 1. */
  readonly rows: number;
  /** The columns by name, the same ones in the same order in all tables of a reader. */
  readonly columns: Readonly<Record<string, TableColumn>>;
}

/** A column of a {@link Table}. */
export interface TableColumn {
  /** The elements, row after row: one for each row, or as many as a cell of this shape has. */
  readonly data: TypedArray | readonly unknown[];
  /** The shape of the cell of a row; `[]` for a scalar, `[-1]` for vectors of different lengths, whose `starts` are given. */
  readonly shape: Sizes;
  /** The dtype of batches of a typed array; `undefined` for an array of other cells. */
  readonly dtype: DType | undefined;
  /** Texts whose numbers are the elements, an `Int32Array`; −1 is a missing one. */
  readonly categories?: readonly string[];
  /** Offset of each row's vector in a typed array, and at last the offset after the last one. */
  readonly starts?: Int32Array;
  /** True if the cells of records are tensors, so that operators on records keep their shape and dtype in batches. */
  readonly tensors?: boolean;
  /** True if the elements are a `Uint8Array` of pixels, of no dtype: cells are `Pixels` of this shape, and so are batches. */
  readonly pixels?: boolean;
}
