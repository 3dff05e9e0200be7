import { count } from './count.ts';
import { sortedLines } from './sorted-lines.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { add } from '../operations/add.ts';
import { cast } from '../operations/cast.ts';
import { ceil } from '../operations/ceil.ts';
import { equal } from '../operations/comparison.ts';
import { floor } from '../operations/floor.ts';
import { gather } from '../operations/gather.ts';
import { isNaN } from '../operations/is-finite.ts';
import { mul } from '../operations/mul.ts';
import { reshape } from '../operations/reshape.ts';
import { round } from '../operations/round.ts';
import { sub } from '../operations/sub.ts';
import { transpose } from '../operations/transpose.ts';
import { where } from '../operations/where.ts';
import { axesOf, type AxesOptions } from '../shape/axes.ts';
import { constant } from '../sources/constant.ts';

/** The value that is taken of the two elements that a quantile lies between. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint';

/** Quantiles over axes, under the name of an operation for errors. */
export function quantilesOver(
  name: string,
  x: Node,
  q: number | readonly number[],
  {
    axes: given,
    keep,
    method,
  }: { readonly axes?: AxesOptions['axes']; readonly keep: boolean; readonly method: QuantileMethod },
): Node {
  const axes = axesOf(name, x, given);
  const lines = sortedLines(name, x, axes);
  const found = between(lines, q, method);
  const shape = x.shape.flatMap((length, axis) => (!axes.includes(axis) ? [length] : keep ? [1] : []));
  if (typeof q === 'number') return reshape(found, shape);
  const last = found.shape.length - 1;
  const first = transpose(found, [last, ...found.shape.slice(1).map((_, axis) => axis)]);
  return reshape(first, [q.length, ...shape]);
}

/** The positions of the two elements around a position, and the weight of the second. */
const METHODS: Readonly<Record<QuantileMethod, (position: Node) => readonly [low: Node, high: Node, weight?: Node]>> = {
  linear: position => [floor(position), ceil(position), sub(position, floor(position)) as Node],
  lower: position => [floor(position), floor(position)],
  higher: position => [ceil(position), ceil(position)],
  nearest: position => [round(position), round(position)],
  midpoint: position => [
    floor(position),
    ceil(position),
    mul(0.5, sub(ceil(position), floor(position)) as Node) as Node,
  ],
};

/** Quantiles of each line, along its last axis. */
function between(lines: Node, q: number | readonly number[], method: QuantileMethod): Node {
  if (!Object.hasOwn(METHODS, method))
    throw new GraphError(
      'quantile',
      `the method must be one of ${Object.keys(METHODS).join(', ')}`,
      String(method),
      'Choose one, or leave it out.',
    );
  const axis = lines.shape.length - 1;
  const end = sub(count(lines, [axis], 'float64'), 1) as Node;
  const at = (position: Node): Node => gather(lines, cast(position, 'int32'), { axis }) as Node;
  const [low, high, weight] = METHODS[method](mul(constant(q as number, { dtype: 'float64' }), end) as Node);
  const largest = at(typeof q === 'number' ? end : reshape(end, [1]));
  const found = weight === undefined ? at(low) : blend(at(low), at(high), weight);
  // A NaN is the largest.
  return where(isNaN(largest), largest, found) as Node;
}

/** `(1 − weight)·low + weight·high` in float64, and `low` itself where the weight is 0: infinity times that is NaN. */
function blend(low: Node, high: Node, weight: Node): Node {
  const [a, b] = [cast(low, 'float64'), cast(high, 'float64')];
  const mixed = add(mul(sub(1, weight), a) as Node, mul(weight, b) as Node) as Node;
  return cast(where(equal(weight, 0), a, mixed) as Node, low.dtype);
}
