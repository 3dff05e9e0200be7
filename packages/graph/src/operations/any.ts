import { DtypeError, type Shape } from '@thalweg/tensor';
import {
  axesOfRun,
  type AxesOptions,
  type Reduced,
  reducedShape,
  reductionOf,
  runsOf,
  withoutAxes,
} from '../protocol/axes.ts';
import { largest, multiplying, type Reducer, reduction } from '../interpreter/reductions.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';

/**
 * True where any flag over axes is true; false if there are no flags.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; both bool
 * - **Gradient** refused
 * - **Throws** `DtypeError` if the input is not bool
 *
 * @example
 * read(any(greater(constant([[1, 2], [3, 4]]), 2), { axes: 1 })).toArray() // => [false, true]
 */
export function any<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  return flags('any', x as Node, options) as Node<Reduced<S, O>>;
}

/**
 * True where all flags over axes are true; also true if there are no flags.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; both bool
 * - **Gradient** refused
 * - **Throws** `DtypeError` if the input is not bool
 *
 * @example
 * read(all(greater(constant([[1, 2], [3, 4]]), 2), { axes: 1 })).toArray() // => [false, true]
 */
export function all<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  return flags('all', x as Node, options) as Node<Reduced<S, O>>;
}

function flags(which: 'any' | 'all', x: Node, options: AxesOptions | undefined): Node {
  const { axes, keep } = reductionOf(which, x, options);
  // Of flags, which are 0 or 1, the largest is 1 if any is, and the product if all are.
  const reducer = which === 'any' ? largest : multiplying;
  const found = runsOf(axes).reduce(
    (inner, [from, to]) => flagsRun(which, inner, reducer, [from, to]),
    checked(which, x),
  );
  return keep ? found : withoutAxes(found, axes);
}

function checked(which: string, x: Node): Node {
  if (x.dtype !== 'bool')
    throw new DtypeError(which, [x.dtype], 'the input must be bool', `Compare first, as in ${which}(notEqual(x, 0)).`);
  return x;
}

function flagsRun(which: string, x: Node, reducer: Reducer, [from, to]: readonly [number, number]): Node {
  const apply = operation({
    name: which,
    shape: ([input]) => reducedShape(input!, from, to),
    kernel: reduction(reducer, from, to),
    mapped:
      () =>
      ([mapped]) =>
        flagsRun(which, mapped!, reducer, [from + 1, to + 1]),
    call: ([input]) => [which, input, { axes: axesOfRun(from, to), keep: true }],
  });
  return apply(x);
}
