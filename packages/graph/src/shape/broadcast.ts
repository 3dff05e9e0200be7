import { ShapeError, type Shape } from '@thalweg/tensor';

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
    : unknown;

type HasNever<S> = S extends readonly [infer First, ...infer Rest]
  ? [First] extends [never]
    ? true
    : HasNever<Rest>
  : false;

/** The shape that shapes broadcast to, aligned at their last axes; equal sizes or names, or 1. */
export function broadcast(operation: string, shapes: readonly Shape[]): Shape {
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
