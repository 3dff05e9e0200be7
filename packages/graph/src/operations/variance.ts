import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { moments } from './reductions/moments.ts';
import { axesOf, type AxesOptions, type Reduced, withoutAxes } from '../protocol/axes.ts';

/** Settings of `variance`. */
export interface VarianceOptions extends AxesOptions {
  /** Subtracted from the number of elements before it divides: 0 by default, 1 to estimate from a sample. */
  readonly correction?: number;
}

/**
 * Variance over axes: the sum of squared distances from the mean, divided by `n − correction`. Accumulated in float64; a
 * compiled variance of float32 reads its input once, and takes the distances from its first element.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; NaN where nothing is left to divide by
 * - **Gradient** `∂x = ∂y·2(x − mean)/(n − correction)`, by composition
 *
 * @example
 * read(variance(constant([1, 2, 6]), { correction: 1 })).item() // => 7
 */
export function variance<S extends Shape, const O extends VarianceOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const {
    axes: given,
    keep,
    correction,
  } = optionsOf('variance', options as VarianceOptions, {
    axes: undefined,
    keep: false,
    correction: 0,
  });
  const axes = axesOf('variance', x as Node, given);
  sameFloats('variance')([x.dtype]);
  const { variance: kept } = moments(x as Node, axes, correction);
  return (keep ? kept : withoutAxes(kept, axes)) as Node as Node<Reduced<S, O>>;
}
