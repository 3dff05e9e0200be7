import { type Shape, ShapeError, type Sizes, type Tensor, type TypedArray } from '@thalweg/tensor';

/**
 * Returns a copy of the shape that a source is declared with.
 *
 * - **Throws** `ShapeError` unless it is an array of whole numbers from 0 on and names
 */
export function declaredShape<S extends Shape>(source: string, shape: S): S {
  if (Array.isArray(shape) && shape.every(isSize)) return [...shape] as unknown as S;
  throw new ShapeError(
    source,
    [Array.isArray(shape) ? shape.map(size => (size as Shape[number] | null) ?? String(size)) : [String(shape)]],
    'a shape must be an array of sizes, each a whole number from 0 on or a name',
    "Try ['batch', 4], or [] for a scalar.",
  );
}

function isSize(size: unknown): boolean {
  return typeof size === 'string' ? size !== '' : Number.isSafeInteger(size) && (size as number) >= 0;
}

/** NumPy's ceiling for axes. `gather(v, v)` doubles them. */
const MOST_AXES = 64;

/** The most letters of a size: some dozens of terms. A sum of two quotients of the same size doubles them. */
export const MOST_LETTERS = 1024;

/**
 * Returns the shape of a node.
 *
 * - **Throws** `ShapeError` for more than 64 axes, for a size above 2⁵³, and for one of more than 1024 letters
 */
export function boundedShape<S extends Shape>(subject: string, shape: S): S {
  if (shape.length > MOST_AXES)
    throw new ShapeError(subject, [[`${shape.length} axes`]], `there must be at most ${MOST_AXES} axes`, 'Merge some.');
  for (const size of shape)
    if (typeof size === 'string' ? size.length > MOST_LETTERS : size > Number.MAX_SAFE_INTEGER)
      throw excess(subject, size, typeof size === 'string');
  return shape;
}

/** The error of a size that has too many letters, or is too large. */
export function excess(subject: string, size: number | string, isLong: boolean): ShapeError {
  return isLong
    ? new ShapeError(subject, [[size]], `a size must have at most ${MOST_LETTERS} letters`, 'Give the axis one name, with an input that has it.') // prettier-ignore
    : new ShapeError(subject, [[size]], 'a size, and each factor of one, must be a whole number up to 2⁵³', 'Make the axes smaller.'); // prettier-ignore
}

/** The sizes of a value, as far as its type contains them. */
export type SizesIn<V> = V extends number | boolean
  ? readonly []
  : V extends Tensor<infer S>
    ? S extends Sizes
      ? S
      : Sizes
    : V extends TypedArray
      ? readonly [number]
      : V extends readonly [infer First, ...unknown[]]
        ? readonly [V['length'], ...SizesIn<First>]
        : V extends readonly (infer Element)[]
          ? readonly [number, ...SizesIn<Element>]
          : Sizes;
