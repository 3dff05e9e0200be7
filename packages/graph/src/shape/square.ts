import { ShapeError, type Shape } from '@thalweg/tensor';
import type { Agree } from './agree.ts';
import type { IsOpen, Mismatch, Print } from './broadcast.ts';

/** `unknown` for square matrices, as far as their sizes are known; else what is wrong with them. */
export type Square<Name extends string, S extends Shape> =
  IsOpen<S> extends true
    ? unknown
    : S extends readonly [...Shape, infer Rows, infer Columns]
      ? Agree<Rows, Columns> extends true
        ? unknown
        : Mismatch<`${Name}: matrices must be square, got [${Print<S>}]`>
      : Mismatch<`${Name}: matrices must be square, got [${Print<S>}]`>;

/** The axes before those of matrices. */
export type Leading<S extends Shape> =
  IsOpen<S> extends true
    ? Shape
    : S extends readonly [...infer Lead extends Shape, unknown, unknown]
      ? readonly [...Lead]
      : Shape;

/** Returns the axes before those of square matrices, and the size of these. Throws `ShapeError` for others. */
export function squareMatrices(operation: string, shape: Shape): readonly [lead: Shape, n: number | string] {
  const [rows, columns] = shape.slice(-2);
  if (rows === undefined || rows !== columns)
    throw new ShapeError(
      operation,
      [shape],
      'matrices must be square',
      'Their two axes are the last two of the shape.',
    );
  return [shape.slice(0, -2), rows];
}
