import type { Shape } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { count } from '../compositions/count.ts';
import { sortedLines } from '../compositions/sorted-lines.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { constant } from '../sources/constant.ts';
import { axesOf, type AxesOptions, type Reduced } from '../shape/axes.ts';
import { add } from './add.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { ceil } from './ceil.ts';
import { floor } from './floor.ts';
import { gather } from './gather.ts';
import { isNaN } from './is-finite.ts';
import { mul } from './mul.ts';
import { reshape } from './reshape.ts';
import { round } from './round.ts';
import { sub } from './sub.ts';
import { transpose } from './transpose.ts';
import { where } from './where.ts';

/** The value that is taken of the two elements that a quantile lies between. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint';

/** Settings of `quantile`. */
export interface QuantileOptions extends AxesOptions {
  /**
   * By default `linear`, between the two by how far it is from each; else the smaller one, the larger one, the nearer one (of
   * two as near that at an even position), or their mean. The names are those of NumPy.
   */
  readonly method?: QuantileMethod;
}

/** The shape of quantiles: one has that of a reduction, several have a first axis more. */
export type Quantiles<
  S extends Shape,
  Q extends number | readonly number[],
  O extends AxesOptions,
> = Q extends readonly number[]
  ? Reduced<S, O> extends infer R extends Shape
    ? number extends R['length']
      ? Shape
      : readonly [Q['length'], ...R]
    : never
  : Reduced<S, O>;

/**
 * The quantile `q` over axes, the element at position `q·(n − 1)` in rising order, where `q` is a number from 0 to 1 or
 * several; NaN if an element is.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; for several, one more axis before these
 * - **Gradient** `∂x`: ∂y to the two elements that it lies between, by their weights, by composition
 * - **Throws** `GraphError` for another `q` or method; `ShapeError` if there is no element, when the node is built or in a
 *   pass if an axis has a name
 * - **Source** Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, definition 7
 *
 * @example
 * read(quantile(constant([10, 20, 30, 40, 50]), [0.25, 0.9])).toArray() // => [20, 46]
 */
export function quantile<
  S extends Shape,
  const Q extends number | readonly number[],
  const O extends QuantileOptions = object,
>(x: Node<S>, q: Q, options?: O): Node<Quantiles<S, Q, O>> {
  const settings = optionsOf('quantile', options as QuantileOptions, {
    axes: undefined,
    keep: false,
    method: 'linear' as QuantileMethod,
  });
  return quantileOf('quantile', x as Node, checked(q), settings) as Node as Node<Quantiles<S, Q, O>>;
}

/** It under the name of another operation. */
export function quantileOf(
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

function checked<Q extends number | readonly number[]>(q: Q): Q {
  const all = typeof q === 'number' ? [q] : arrayOf('quantile', 'q', q);
  for (const one of all)
    if (!(typeof one === 'number' && one >= 0 && one <= 1))
      throw new GraphError('quantile', 'q must be from 0 to 1', String(one), 'Divide a percentage by 100.');
  return q;
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
