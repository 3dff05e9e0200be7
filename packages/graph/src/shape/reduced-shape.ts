import type { Shape } from '@thalweg/tensor';

/** Returns a shape with size 1 along the axes `[from, to)`. */
export function reducedShape(shape: Shape, from: number, to: number): Shape {
  return shape.map((length, axis) => (axis >= from && axis < to ? 1 : length));
}
