import { arrayOf } from '../contracts/contract-error.ts';

/**
 * The sizes of a value's axes. A number is a fixed size; a string, such as `'batch'`, names a size that is known only when the
 * value is. Equal names mean equal sizes within one operation.
 */
export type Shape = readonly (number | string)[];

/** A shape whose sizes are all known. */
export type Sizes = readonly number[];

/** Returns the number of elements of a value with these sizes; 1 for a scalar. */
export function sizeOf(shape: Sizes): number {
  let size = 1;
  for (const length of arrayOf('sizeOf', 'a shape', shape)) size *= length;
  return size;
}

/** Returns the row-major strides: the distance between neighbours along each axis. */
export function stridesOf(shape: Sizes): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Returns a shape as messages have it, such as `[batch, 784]`. */
export function printShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Returns true if two shapes are equal, names included. */
export function sameShape(a: Shape, b: Shape): boolean {
  const rank = arrayOf('sameShape', 'a shape', b).length;
  return arrayOf('sameShape', 'a shape', a).length === rank && a.every((length, axis) => length === b[axis]);
}
