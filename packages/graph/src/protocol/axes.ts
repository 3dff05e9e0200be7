import { type Shape, ShapeError } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { type Node, nodeOf } from '../node/node.ts';
import { operation } from './operation.ts';

/** Options of operations over axes. */
export interface AxesOptions {
  /** One axis or several, negative ones counted from the end; all when left out. */
  readonly axes?: number | readonly number[];
  /** Keeps a reduced axis with size 1. */
  readonly keep?: boolean;
}

/** The shape after reducing axes. */
export type Reduced<S extends Shape, O extends AxesOptions> = number extends S['length']
  ? Extract<keyof O, 'axes' | 'keep'> extends never
    ? readonly []
    : Shape
  : O['axes'] extends number | readonly number[]
    ? Reduce<S, O['axes'] extends readonly number[] ? O['axes'][number] : O['axes'], O['keep']>
    : O['keep'] extends true
      ? { readonly [K in keyof S]: 1 }
      : readonly [];

type Reduce<S extends Shape, Axis, Keep, Before extends readonly unknown[] = []> = number extends Axis
  ? Shape
  : S extends readonly [infer First extends number | string, ...infer Rest extends Shape]
    ? Hits<Axis, Before, Rest> extends true
      ? readonly [...(Keep extends true ? [1] : []), ...Extract<Reduce<Rest, Axis, Keep, [...Before, 0]>, Shape>]
      : readonly [First, ...Extract<Reduce<Rest, Axis, Keep, [...Before, 0]>, Shape>]
    : readonly [];

/** True if an axis option names the axis that has these before and after it. */
export type Hits<
  Axis,
  Before extends readonly unknown[],
  Rest extends readonly unknown[],
> = Before['length'] extends Axis
  ? true
  : `-${Extract<[...Rest, 0]['length'], number>}` extends `${Extract<Axis, number>}`
    ? true
    : false;

/** Returns the axes of a reduction as positions, and whether it keeps them. */
export function reductionOf(
  operation: string,
  x: Node | Shape,
  options: AxesOptions | undefined,
): { readonly axes: readonly number[]; readonly keep: boolean } {
  const { axes, keep } = optionsOf(operation, options, { axes: undefined, keep: false });
  return { axes: axesOf(operation, x, axes), keep };
}

/** Axes of a node or a shape as positions, in order, each once. */
export function axesOf(operation: string, x: Node | Shape, axes: AxesOptions['axes']): number[] {
  const shape = Array.isArray(x) ? (x as Shape) : nodeOf(operation, x as Node).shape;
  const all = axes ?? shape.map((_, axis) => axis);
  const listed = typeof all === 'number' ? [all] : arrayOf(operation, 'the axes', all);
  const positions = listed.map(axis => (axis < 0 ? axis + shape.length : axis));
  for (const axis of positions)
    if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) throw noSuchAxis(operation, shape, listed);
  return [...new Set(positions)].sort((a, b) => a - b);
}

function noSuchAxis(operation: string, shape: Shape, listed: readonly number[]): ShapeError {
  if (shape.length === 0)
    return new ShapeError(operation, [shape], 'there must be an axis', 'A scalar has none: reshape it to [1].');
  const range = `from ${-shape.length} to ${shape.length - 1}`;
  const requirement = `axes must be whole numbers ${range}, not ${listed.map(String).join(', ')}`;
  return new ShapeError(operation, [shape], requirement, 'Check the axes option.');
}

/** Neighbouring axes as runs `[from, to)`. */
export function runsOf(axes: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const axis of axes) {
    const run = runs[runs.length - 1];
    if (run !== undefined && run[1] === axis) run[1]++;
    else runs.push([axis, axis + 1]);
  }
  return runs;
}

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

/** Returns the axes `[from, to)`, as options name them. */
export function axesOfRun(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}

/** Returns a shape with size 1 along the axes `[from, to)`. */
export function reducedShape(shape: Shape, from: number, to: number): Shape {
  return shape.map((length, axis) => (axis >= from && axis < to ? 1 : length));
}

/** Options of operations that run along an axis, by default the last. */
export interface RunningOptions extends AxisOption {
  /** Runs from the end. */
  readonly reverse?: boolean;
}

/**
 * The inputs of a mapped operation whose axes broadcast from the last on: those that are mapped get axes of size 1 after the new
 * one, so that it stays the first.
 */
export function linedUp(inputs: readonly Node[], isMapped: readonly boolean[]): Node[] {
  const own = inputs.map(({ shape }, n) => shape.length - (isMapped[n] ? 1 : 0));
  const rank = Math.max(...own);
  return inputs.map((input, n) => (isMapped[n] && own[n]! < rank ? insertAxes(input, rank - own[n]!) : input));
}

/** Returns a value with `count` new axes of size 1 after the first. */
export function insertAxes(x: Node, count: number): Node {
  const ones = new Array<number>(count).fill(1);
  return operation({
    name: 'insertAxes',
    shape: ([input]): Shape => [input![0]!, ...ones, ...input!.slice(1)],
    kernel: { kind: 'alias' },
    call: ([input]) => ['insertAxes', input, count],
    gradient: upstream => [removeAxes(upstream, count)],
  })(x);
}

/** Returns a value without the `count` axes after the first. */
export function removeAxes(x: Node, count: number): Node {
  return operation({
    name: 'removeAxes',
    shape: ([input]): Shape => [input![0]!, ...input!.slice(1 + count)],
    kernel: { kind: 'alias' },
    call: ([input]) => ['removeAxes', input, count],
    gradient: upstream => [insertAxes(upstream, count)],
  })(x);
}

// Leaving out axes of size 1 and putting them back are each other's gradient, so they share a file.

/** Leaves out axes of size 1, given as positions in order. */
export function withoutAxes(x: Node, axes: readonly number[], name: string = x.name): Node {
  return axes.length === 0 ? x : squeeze(x, axes, { back: false, name });
}

/** Puts in axes of size 1, given as positions in the result, in order. */
export function withAxes(x: Node, axes: readonly number[], name: string = x.name): Node {
  return axes.length === 0 ? x : squeeze(x, axes, { back: true, name });
}

interface Squeezing {
  readonly back: boolean;
  readonly name: string;
}

function squeeze(x: Node, axes: readonly number[], { back, name }: Squeezing): Node {
  const apply = operation({
    name,
    shape: ([input]) =>
      back
        ? axes.reduce((shape, axis) => [...shape.slice(0, axis), 1, ...shape.slice(axis)], input!)
        : input!.filter((_, axis) => !axes.includes(axis)),
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        squeeze(
          mapped!,
          axes.map(axis => axis + 1),
          { back, name },
        ),
    call: ([input]) => [back ? 'expandDims' : 'squeeze', input, { axes }],
    gradient: upstream => [squeeze(upstream, axes, { back: !back, name })],
  });
  return apply(x);
}
