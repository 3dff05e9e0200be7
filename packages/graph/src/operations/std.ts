import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { flatRoot } from './reductions/moments.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { axesOf, type Reduced } from '../protocol/axes.ts';
import { variance, type VarianceOptions } from './variance.ts';

/**
 * Standard deviation over axes: the root of the {@link variance}, with its options and its `correction` of 0.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; NaN where nothing is left to divide by
 * - **Gradient** `∂x = ∂y·(x − mean)/((n − correction)·y)`, and 0 where all elements are equal; by composition
 *
 * @example
 * read(std(constant([1, 2, 3]), { correction: 1 })).item() // => 1
 */
export function std<S extends Shape, const O extends VarianceOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const settings = optionsOf('std', options as VarianceOptions, { axes: undefined, keep: false, correction: 0 });
  sameFloats('std')([nodeOf('std', x as Node).dtype]);
  const axes = axesOf('std', x as Node, settings.axes);
  return flatRoot(variance(x as Node, { ...settings, axes }) as Node) as Node<Reduced<S, O>>;
}
