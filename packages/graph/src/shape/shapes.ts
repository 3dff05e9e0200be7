import { printShape, type Shape, ShapeError, type Sizes, type Tensor, type TypedArray } from '@thalweg/tensor';

/** A readable compile error. */
export interface Mismatch<Message extends string> {
  readonly '⚠': Message;
}

/** A shape as it is written in messages. */
export type Print<S extends Shape> = S extends readonly []
  ? ''
  : S extends readonly [infer Only extends number | string]
    ? `${Only}`
    : S extends readonly [infer First extends number | string, ...infer Rest extends Shape]
      ? `${First}, ${Print<Rest>}`
      : '…';

/** True if the rank or a size of a shape is not known to the type system. */
export type IsOpen<S extends Shape> = number extends S['length'] ? true : false;

type Join<A, B> = A extends 1
  ? B
  : B extends 1
    ? A
    : number extends A
      ? B
      : number extends B
        ? A
        : A extends B
          ? A
          : never;

type Align<A extends Shape, B extends Shape> = A extends readonly [...infer RestA extends Shape, infer LastA]
  ? B extends readonly [...infer RestB extends Shape, infer LastB]
    ? readonly [...Align<RestA, RestB>, Join<LastA, LastB>]
    : A
  : B;

/** The shape that two shapes broadcast to, aligned at their last axes. */
export type Broadcast<A extends Shape, B extends Shape> = true extends IsOpen<A> | IsOpen<B>
  ? Shape
  : Extract<Align<A, B>, Shape>;

/** `unknown` for shapes that broadcast, else what is wrong with them. */
export type Broadcasts<Name extends string, A extends Shape, B extends Shape> = true extends IsOpen<A> | IsOpen<B>
  ? unknown
  : HasNever<Align<A, B>> extends true
    ? Mismatch<`${Name}: shapes must broadcast, got [${Print<A>}] and [${Print<B>}]`>
    : [Doubled<A, B>] extends [never]
      ? unknown
      : Mismatch<`${Name}: broadcasting must not double '${Doubled<A, B>}', got [${Print<A>}] and [${Print<B>}]. Give both the same rank with reshape.`>;

/** The names that occur more often in the shape which two shapes of different rank broadcast to than in either. */
type Doubled<A extends Shape, B extends Shape> = A['length'] extends B['length']
  ? never
  : DoubledName<Extract<A[number], string>, A, B>;

type DoubledName<Name extends string, A extends Shape, B extends Shape> = Name extends string
  ? string extends Name
    ? never
    : true extends Has<A, Count<Align<A, B>, Name>, Name> | Has<B, Count<Align<A, B>, Name>, Name>
      ? never
      : Name
  : never;

/** True if a name occurs in a shape as often as it is listed. */
type Has<S extends Shape, Listed extends readonly unknown[], Name> =
  Count<S, Name> extends readonly [...Listed, ...unknown[]] ? true : false;

/** A list with one element for each time that a name occurs in a shape. */
type Count<S, Name> = S extends readonly [infer First, ...infer Rest]
  ? [First] extends [Name]
    ? readonly [Name, ...Count<Rest, Name>]
    : Count<Rest, Name>
  : readonly [];

type HasNever<S> = S extends readonly [infer First, ...infer Rest]
  ? [First] extends [never]
    ? true
    : HasNever<Rest>
  : false;

/**
 * The shape that shapes broadcast to, aligned at their last axes; equal sizes or names, or 1. Shapes of different rank must
 * not double a name: `[batch, 1]` and `[batch]` would be every pair of elements, `[batch, batch]`. If that is meant, the
 * shapes are written with one rank, `[batch, 1]` and `[1, batch]`. Sizes that are numbers are not told apart.
 */
export function broadcast(operation: string, shapes: readonly Shape[]): Shape {
  const shape = aligned(operation, shapes);
  for (const name of shape) if (typeof name === 'string') checkDoubled(operation, shapes, shape, name);
  return shape;
}

function aligned(operation: string, shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map(shape => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let joined: number | string = 1;
    for (const shape of shapes) {
      const length = shape[axis - rank + shape.length] ?? 1;
      if (length === 1 || length === joined) continue;
      if (joined !== 1)
        throw new ShapeError(
          operation,
          shapes,
          'shapes must broadcast',
          'Sizes must be equal or 1 from the last axis on.',
        );
      joined = length;
    }
    return joined;
  });
}

/** Refuses a name that occurs more often in a result than in any of the shapes, if those that have it differ in rank. */
function checkDoubled(operation: string, shapes: readonly Shape[], result: Shape, name: string): void {
  const count = (shape: Shape): number => shape.filter(size => size === name).length;
  const having = shapes.filter(shape => shape.includes(name)).sort((a, b) => a.length - b.length);
  const [short, long] = [having[0]!, having.at(-1)!];
  const missing = long.length - short.length;
  if (missing === 0 || having.some(shape => count(shape) === count(result))) return;
  // Puts the name in the same place, as far as there is room for axes in front.
  const before = Math.min(Math.max(long.indexOf(name) - short.indexOf(name), 0), missing);
  const reshaped = long.map((_, axis) => short[axis - before] ?? 1);
  throw new ShapeError(
    operation,
    shapes,
    `broadcasting must not double '${name}'`,
    `Give both the same rank: reshape ${printShape(short)} to ${printShape(reshaped)}.`,
  );
}

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
