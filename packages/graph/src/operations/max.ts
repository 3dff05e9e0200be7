import type { Shape } from '@thalweg/tensor';
import { reduction } from '../interpreter/reduce.ts';
import type { Node } from '../node.ts';
import { operation } from '../operation.ts';
import { axesOf, runsOf, type AxesOptions, type Reduced } from '../shape/axes.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { reducedShape, sum, withoutAxes } from './sum.ts';

/**
 * The largest element over axes; NaN if one is, −∞ of nothing.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`
 * - **Gradient** `∂y` to the largest, shared evenly among equals
 */
export function max<S extends Shape, const O extends AxesOptions = object>(x: Node<S>, options?: O): Node<Reduced<S, O>> {
  return extreme('max', x, options) as Node<Reduced<S, O>>;
}

/**
 * The smallest element over axes; NaN if one is, ∞ of nothing.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`
 * - **Gradient** `∂y` to the smallest, shared evenly among equals
 */
export function min<S extends Shape, const O extends AxesOptions = object>(x: Node<S>, options?: O): Node<Reduced<S, O>> {
  return extreme('min', x, options) as Node<Reduced<S, O>>;
}

function extreme(which: 'max' | 'min', x: Node, options: AxesOptions | undefined): Node {
  const axes = axesOf(which, x.shape, options?.axes);
  const found = runsOf(axes).reduce((inner, [from, to]) => extremeRun(which, inner, from, to), x);
  return options?.keep === true ? found : withoutAxes(found, axes);
}

function extremeRun(which: 'max' | 'min', x: Node, from: number, to: number): Node {
  const axes = Array.from({ length: to - from }, (_, index) => from + index);
  const apply = operation({
    name: which,
    shape: ([input]) => reducedShape(input!, from, to),
    kernel: reduction(which, from, to),
    gradient: (upstream, [input], output) => {
      const ties: Node = cast(equal(input!, output), input!.dtype);
      return [mul(upstream, div(ties, sum(ties, { axes, keep: true })))];
    },
  });
  return apply(x);
}
