import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { quantilesOver, type QuantileMethod } from './order/quantiles-over.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import type { AxesOptions, Reduced } from '../protocol/axes.ts';
import { numbersOf } from '../shape/numbers.ts';

/** Settings of `quantile`. */
export interface QuantileOptions extends AxesOptions {
  /**
   * The value for a quantile that lies between two elements. `linear`, the default, interpolates between them; `lower` and
   * `higher` take one of them; `nearest` takes the nearer one, and from the middle the one at an even position; `midpoint`
   * takes their mean. The names are those of NumPy.
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
  return quantilesOver('quantile', x as Node, checked(q), settings) as Node as Node<Quantiles<S, Q, O>>;
}

function checked<Q extends number | readonly number[]>(q: Q): Q {
  for (const one of numbersOf('quantile', 'q', q))
    if (!(one >= 0 && one <= 1))
      throw new GraphError('quantile', 'q must be from 0 to 1', String(one), 'Divide a percentage by 100.');
  return q;
}
