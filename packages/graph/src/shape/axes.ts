import { ShapeError, type Shape } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { nodeOf } from '../node/node-of.ts';

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
