import type { Pixels } from '../core/pixels.ts';
import type { DType, Shape, Tensor, TypedArray } from '@thalweg/tensor';

/**
 * The data of a column: an element or a vector for each row, a tensor whose first axis is the rows, a block of pixels with an image
 * for each row, or elements with the shape of a row and a dtype.
 */
export type ColumnLike =
  | TypedArray
  | readonly number[]
  | readonly boolean[]
  | readonly VectorLike[]
  | Tensor
  | Pixels
  | ShapedColumn;

/** The vector of a row, of the same length in each. */
type VectorLike = TypedArray | readonly number[];

/** Elements in row-major order, with the shape of a row. */
export interface ShapedColumn {
  readonly data: TypedArray | readonly number[];
  /** The shape of one row; `[]`, a scalar, when not given. */
  readonly shape?: readonly number[];
  /** The dtype to store; that of a typed array, `float32` for plain numbers when not given. */
  readonly dtype?: DType;
}

/** A row of a column: a number, a view of the elements of a vector, an image, or a tensor of more axes. */
export type CellOf<C> =
  C extends Tensor<infer S>
    ? RowOf<S, TypedArray, 1>
    : C extends Pixels
      ? Pixels
      : C extends { readonly data: infer A; readonly shape: infer S extends Shape }
        ? RowOf<S, ElementsOf<A, C>, 0>
        : C extends readonly VectorLike[]
          ? Float32Array
          : number;

/** A number, a view or a tensor, by the axes beyond those of a scalar; any of them where the shape is unknown. */
type RowOf<S extends Shape, View, Axes extends 0 | 1> = number extends S['length']
  ? number | View | Tensor
  : S['length'] extends Axes
    ? number
    : S['length'] extends (Axes extends 0 ? 1 : 2)
      ? View
      : Tensor;

/** A row of named columns. */
export type RecordOf<C> = { -readonly [K in keyof C]: CellOf<C[K]> };

type ElementsOf<A, C> = C extends { readonly dtype: infer D extends DType }
  ? StorageOf[D]
  : A extends readonly number[]
    ? Float32Array
    : A;

interface StorageOf {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  bool: Uint8Array;
}
