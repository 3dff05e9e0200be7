import { nodeOf } from '../node/node-of.ts';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { flatRoot } from '../compositions/flat-root.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { axesOf, type AxesOptions, type Reduced } from '../shape/axes.ts';
import { abs } from './abs.ts';
import { max } from './max.ts';
import { maximum } from './maximum.ts';
import { square } from './square.ts';
import { sum } from './sum.ts';

/** Settings of `norm`. */
export interface NormOptions extends AxesOptions {
  /** 1, 2 or Infinity; 2 by default. */
  readonly order?: number;
}

/**
 * Norm over axes: `Σ |xᵢ|` of order 1, `√Σ xᵢ²` of order 2, `max |xᵢ|` of order ∞; 0 of nothing.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`
 * - **Gradient** by order: `∂x = ∂y·sign x`; `∂y·x/y`, and 0 where `y = 0`; `∂y·sign x` to the largest, shared evenly
 *   among equals
 * - **Throws** `GraphError` for another order
 *
 * @example
 * read(norm(constant([3, 4]))).item() // => 5
 */
export function norm<S extends Shape, const O extends NormOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const { axes, keep, order } = optionsOf('norm', options as NormOptions, { axes: undefined, keep: false, order: 2 });
  sameFloats('norm')([nodeOf('norm', x as Node).dtype]);
  return ofOrder(order, x as Node, { axes: axesOf('norm', x as Node, axes), keep }) as Node<Reduced<S, O>>;
}

function ofOrder(order: number, x: Node, options: AxesOptions): Node {
  if (order === 1) return sum(abs(x), options);
  if (order === 2) return flatRoot(sum(square(x), options));
  // Of nothing the largest is −∞.
  if (order === Infinity) return maximum(max(abs(x), options), 0);
  throw new GraphError(
    'norm',
    'the order must be 1, 2 or Infinity',
    String(order),
    'Compose it from abs, pow and sum.',
  );
}
