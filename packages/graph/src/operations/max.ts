import { isFloat, ShapeError, type Shape } from '@thalweg/tensor';
import { largest, reduction, smallest } from '../interpreter/reductions.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { axesOfRun, type AxesOptions, type Reduced, reducedShape, reductionOf, runsOf } from '../protocol/axes.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { reshape } from './reshape.ts';
import { stopGradient } from './stop-gradient.ts';
import { sum } from './sum.ts';
import { transpose } from './transpose.ts';

/**
 * The largest element over axes; NaN if one is, −∞ for floats without elements.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`
 * - **Gradient** `∂y` to the largest, shared evenly among equals
 * - **Throws** `ShapeError` for an int32 without elements, when the node is built or in a pass if an axis has a name
 */
export function max<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  return extreme('max', x, options) as Node<Reduced<S, O>>;
}

/**
 * The smallest element over axes; NaN if one is, ∞ for floats without elements.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`
 * - **Gradient** `∂y` to the smallest, shared evenly among equals
 * - **Throws** `ShapeError` for an int32 without elements, when the node is built or in a pass if an axis has a name
 */
export function min<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  return extreme('min', x, options) as Node<Reduced<S, O>>;
}

function extreme(which: 'max' | 'min', x: Node, options: AxesOptions | undefined): Node {
  const { axes, keep } = reductionOf(which, x as Node, options);
  const shape = x.shape.flatMap((length, axis) => (!axes.includes(axis) ? [length] : keep ? [1] : []));
  return reshape(inOneRun(which, x, axes), shape);
}

/** Axes that are no neighbours become the last ones: run by run, equals would not get equal shares. */
function inOneRun(which: 'max' | 'min', x: Node, axes: readonly number[]): Node {
  const rank = x.shape.length;
  const [run, ...others] = runsOf(axes);
  if (run === undefined) return x;
  if (others.length === 0) return extremeRun(which, x, ...run);
  const kept = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  return extremeRun(which, transpose(x, [...kept, ...axes]), kept.length, rank);
}

function extremeRun(which: 'max' | 'min', x: Node, from: number, to: number): Node {
  const axes = axesOfRun(from, to);
  const apply = operation({
    name: which,
    shape: ([input]) => {
      if (!isFloat(x.dtype) && input!.slice(from, to).includes(0))
        throw new ShapeError(
          which,
          [input!],
          `an axis of ${x.dtype} must not be empty`,
          'Cast to a float, which has infinities.',
        );
      return reducedShape(input!, from, to);
    },
    call: ([input]) => [which, input, { axes, keep: true }],
    kernel: reduction(which === 'max' ? largest : smallest, from, to),
    mapped:
      () =>
      ([mapped]) =>
        extremeRun(which, mapped!, from + 1, to + 1),
    gradient: (upstream, [input], output) => {
      const ties: Node = stopGradient(cast(equal(input!, output), input!.dtype));
      return [mul(upstream, div(ties, sum(ties, { axes, keep: true })))];
    },
  });
  return apply(x);
}
