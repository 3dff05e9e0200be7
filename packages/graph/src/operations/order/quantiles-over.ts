import { ShapeError } from '@thalweg/tensor';
import { GraphError } from '../../errors/graph-error.ts';
import { type Node, nodeOf } from '../../node/node.ts';
import { axesOf, type AxesOptions } from '../../protocol/axes.ts';
import { sameFloats } from '../../protocol/dtype-rules.ts';
import { operation } from '../../protocol/operation.ts';
import { constant } from '../../sources/constant.ts';
import { add } from '../add.ts';
import { cast } from '../cast.ts';
import { ceil } from '../ceil.ts';
import { equal } from '../comparison.ts';
import { floor } from '../floor.ts';
import { gather } from '../gather.ts';
import { isNaN } from '../is-finite.ts';
import { mergeAxes } from '../movement/merge-axes.ts';
import { mul } from '../mul.ts';
import { count } from '../reductions/sums-and-broadcasts.ts';
import { reshape } from '../reshape.ts';
import { round } from '../round.ts';
import { sort } from '../sort.ts';
import { sub } from '../sub.ts';
import { transpose } from '../transpose.ts';
import { where } from '../where.ts';

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

/** The elements over axes in rising order, as one last axis. Refuses to have none. */
function sortedLines(name: string, x: Node, axes: readonly number[]): Node {
  sameFloats(name)([nodeOf(name, x).dtype]);
  const rank = x.shape.length;
  const kept = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  const order = [...kept, ...axes];
  const turned = order.every((axis, n) => axis === n) ? x : transpose(x, order);
  return sort(notEmpty(name, mergeAxes(turned, kept.length, rank)));
}

/** The same value, if its last axis has an element. */
export function notEmpty(name: string, x: Node): Node {
  const apply = operation({
    name,
    shape: ([input]) => {
      if (input!.at(-1) === 0)
        throw new ShapeError(name, [input!], 'the axes must not be empty', 'Feed at least one element.');
      return input!;
    },
    kernel: { kind: 'alias' },
    mapped:
      () =>
      ([mapped]) =>
        notEmpty(name, mapped!),
    call: ([input]) => ['notEmpty', name, input],
    gradient: upstream => [upstream],
  });
  return apply(x);
}
