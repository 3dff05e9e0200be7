import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { flatRoot } from './reductions/moments.ts';
import { axesOf, type AxesOptions, type Reduced, withoutAxes } from '../protocol/axes.ts';
import { GraphError } from '../errors/graph-error.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { abs } from './abs.ts';
import { equal } from './comparison.ts';
import { div } from './div.ts';
import { fillLike } from './fill-like.ts';
import { max } from './max.ts';
import { maximum } from './maximum.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';
import { sum } from './sum.ts';
import { where } from './where.ts';

/** Settings of `norm`. */
export interface NormOptions extends AxesOptions {
  /** 1, 2 or Infinity; 2 by default. */
  readonly order?: number;
}

/**
 * Powers of two that bring elements whose squares overflow, or vanish, to where neither they nor their sum do: by the largest and the
 * smallest number of each dtype.
 */
const SCALES = { float32: { down: 2 ** -80, up: 2 ** 100 }, float64: { down: 2 ** -600, up: 2 ** 700 } } as const;

/**
 * Norm over axes: `Σ |xᵢ|` of order 1, `√Σ xᵢ²` of order 2, `max |xᵢ|` of order ∞; 0 without elements. Where the squares of
 * order 2 overflow, or vanish, the elements are scaled first.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`
 * - **Gradient** by order: `∂x = ∂y·sign x`; `∂y·x/y`, and 0 where `y = 0`; `∂y·sign x` to the largest, shared evenly
 *   among equals
 * - **Throws** `GraphError` for another order
 * - **Source** of the scaling Blue, "A Portable Fortran Program to Find the Euclidean Norm of a Vector", 1978
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

/** The axes of a norm, as positions. */
interface Along {
  readonly axes: readonly number[];
  readonly keep: boolean;
}

/** `√Σ (kx)² / k`, with k = 1 unless the sum is infinite or zero: all other norms keep the bits of `√Σ x²`. */
function euclidean(x: Node, { axes, keep }: Along): Node {
  const { down, up } = SCALES[x.dtype as 'float32' | 'float64'];
  const squares = sum(square(x), { axes, keep: true });
  const unscaled = where(equal(squares, 0), fillLike(squares, up), 1);
  const k = where(equal(squares, Infinity), down, unscaled);
  const scaled = div(flatRoot(sum(square(mul(x, k)), { axes, keep: true })), k) as Node;
  return keep ? scaled : withoutAxes(scaled, axes);
}

function ofOrder(order: number, x: Node, options: Along): Node {
  if (order === 1) return sum(abs(x), options);
  if (order === 2) return euclidean(x, options);
  // Of nothing the largest is −∞.
  if (order === Infinity) return maximum(max(abs(x), options), 0);
  throw new GraphError(
    'norm',
    'the order must be 1, 2 or Infinity',
    String(order),
    'Compose it from abs, pow and sum.',
  );
}
