import { type Shape, ShapeError } from '@thalweg/tensor';
import { broadcast, type Broadcast, type Broadcasts, type IsOpen, type Mismatch, type Print } from './shapes.ts';

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

/** True for two sizes that agree, as far as they are known. */
export type Agree<K, L> = K extends L ? true : number extends K ? true : number extends L ? true : false;

/** The shape of the solutions for square matrices and right-hand sides: vectors of one axis, or matrices. */
export type Solved<A extends Shape, B extends Shape> = true extends IsOpen<A> | IsOpen<B>
  ? Shape
  : B extends readonly [infer N extends number | string]
    ? readonly [...Leading<A>, N]
    : B extends readonly [...infer Lead extends Shape, infer N extends number | string, infer K extends number | string]
      ? readonly [...Broadcast<Leading<A>, Lead>, N, K]
      : Shape;

/** `unknown` for right-hand sides that fit the matrices, as far as sizes are known; else what is wrong with them. */
export type RightSides<Name extends string, A extends Shape, B extends Shape> = true extends IsOpen<A> | IsOpen<B>
  ? unknown
  : unknown extends Square<Name, A>
    ? B extends readonly [infer N]
      ? RowsAgree<Name, A, B, N>
      : B extends readonly [...infer Lead extends Shape, infer N, unknown]
        ? RowsAgree<Name, A, B, N> & Broadcasts<`${Name} along its leading axes`, Leading<A>, Lead>
        : Mismatch<`${Name}: b must have rows, got [${Print<A>}] and [${Print<B>}]`>
    : Square<Name, A>;

type RowsAgree<Name extends string, A extends Shape, B extends Shape, N> = A extends readonly [...Shape, infer M]
  ? Agree<M, N> extends true
    ? unknown
    : Mismatch<`${Name}: b must have a row for each row of a, got [${Print<A>}] and [${Print<B>}]`>
  : unknown;

/** The shape of solutions for matrices `a: [...A, n, n]` and `b: [...B, n, k]`. Throws `ShapeError` if they do not fit. */
export function solutionShape(operation: string, a: Shape, b: Shape): Shape {
  const [lead, n] = squareMatrices(operation, a);
  const [rows, columns] = b.slice(-2);
  if (columns === undefined || rows !== n)
    throw new ShapeError(
      operation,
      [a, b],
      'b must have a row for each row of a',
      'One vector has the shape [n]; many vectors are the columns of matrices […, n, k].',
    );
  return [...broadcast(`${operation} along its leading axes`, [lead, b.slice(0, -2)]), n, columns];
}
