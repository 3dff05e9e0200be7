import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { axesOf, type Hits } from './axes.ts';

/** Options of operations along an axis. */
export interface AxisOption {
  /** A negative one is counted from the end. */
  readonly axis?: number;
}

/** The axis of an option, or a default. */
export type AxisIn<O extends AxisOption, Default extends number> = O['axis'] extends number ? O['axis'] : Default;

/** The size along an axis. */
export type SizeAt<S extends Shape, Axis, Before extends readonly unknown[] = []> = S extends readonly [
  infer First extends number | string,
  ...infer Rest extends Shape,
]
  ? Hits<Axis, Before, Rest> extends true
    ? First
    : SizeAt<Rest, Axis, [...Before, 0]>
  : number;

/** The shape with other sizes in place of one axis. */
export type Replaced<S extends Shape, Axis, Sizes extends Shape> = number extends S['length'] | Sizes['length'] | Axis
  ? Shape
  : Extract<Replace<S, Axis, Sizes>, Shape>;

type Replace<S extends Shape, Axis, Sizes extends Shape, Before extends readonly unknown[] = []> = S extends readonly [
  infer First extends number | string,
  ...infer Rest extends Shape,
]
  ? Hits<Axis, Before, Rest> extends true
    ? readonly [...Sizes, ...Rest]
    : readonly [First, ...Extract<Replace<Rest, Axis, Sizes, [...Before, 0]>, Shape>]
  : readonly [];

/** The shape with one axis more. */
export type Inserted<S extends Shape, Axis, Size extends number | string> = number extends S['length'] | Axis
  ? Shape
  : Extract<Insert<S, Axis, Size>, Shape>;

type Insert<S extends Shape, Axis, Size extends number | string, Before extends readonly unknown[] = []> =
  Hits<Axis, Before, S> extends true
    ? readonly [Size, ...S]
    : S extends readonly [infer First extends number | string, ...infer Rest extends Shape]
      ? readonly [First, ...Extract<Insert<Rest, Axis, Size, [...Before, 0]>, Shape>]
      : readonly [];

/** An axis as a position. */
export function axisOf(operation: string, x: Node | Shape, axis: number): number {
  // In a list, as an axis that is left out must not become all axes.
  return axesOf(operation, x, [axis])[0]!;
}

/** Returns the axis of an operation along one as a position. */
export function axisGiven(
  operation: string,
  x: Node | Shape,
  options: AxisOption | undefined,
  fallback: number,
): number {
  return axisOf(operation, x, optionsOf(operation, options, { axis: fallback }).axis);
}

/** The shape with other sizes in place of one axis. */
export function replaced(shape: Shape, axis: number, ...sizes: Shape): Shape {
  return [...shape.slice(0, axis), ...sizes, ...shape.slice(axis + 1)];
}

/** True if two shapes are equal except for the size along one axis. */
export function sameBeside(axis: number, a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, other) => other === axis || length === b[other]);
}
