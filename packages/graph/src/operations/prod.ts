import type { Shape } from '@thalweg/tensor';
import { multiplying, productOfOthers, reduction } from '../interpreter/reductions.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';
import {
  axesOfRun,
  type AxesOptions,
  type Reduced,
  reducedShape,
  reductionOf,
  runsOf,
  withoutAxes,
} from '../protocol/axes.ts';
import { allMapped } from './reductions/sums-and-broadcasts.ts';
import { mul } from './mul.ts';

/**
 * Product over axes. Accumulated in float64; of int32 exact in two's complement.
 *
 * - **Shape** `x: S → S` without the axes, or with size 1 along them if `keep`; an empty product is 1
 * - **Gradient** `∂xᵢ = ∂y·Πⱼ xⱼ` over all `j ≠ i`, so it is right where elements are zero
 *
 * @example
 * read(prod(constant([[1, 2], [3, 4]]), { axes: 0 })).toArray() // => [3, 8]
 */
export function prod<S extends Shape, const O extends AxesOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Reduced<S, O>> {
  const { axes, keep } = reductionOf('prod', x as Node, options);
  const product = runsOf(axes).reduce((inner, [from, to]) => prodRun(inner, from, to), x as Node);
  return (keep ? product : withoutAxes(product, axes)) as Node<Reduced<S, O>>;
}

function prodRun(x: Node, from: number, to: number): Node {
  const apply = operation({
    name: 'prod',
    shape: ([input]) => reducedShape(input!, from, to),
    dtype: sameNumbers('prod'),
    kernel: reduction(multiplying, from, to),
    mapped:
      () =>
      ([mapped]) =>
        prodRun(mapped!, from + 1, to + 1),
    call: ([input]) => ['prod', input, { axes: axesOfRun(from, to), keep: true }],
    gradient: (upstream, [input]) => [mul(upstream, othersMultiplied([input!], from, to))],
  });
  return apply(x);
}

/**
 * For each element of x along a run of axes the product of all others, differentiated along each of the directions that
 * follow x. It is linear in a direction, and the order of the directions does not count. So a direction receives the
 * product that has ∂y in its place, and x the one that has ∂y as one direction more: all derivatives are there, that of
 * order n at 2ⁿ times the work.
 */
export function othersMultiplied(factors: readonly Node[], from: number, to: number): Node {
  const apply = operation({
    name: 'prod',
    shape: ([x]) => x!,
    kernel: productOfOthers(from, to),
    mapped: isMapped => allMapped(isMapped, all => othersMultiplied(all, from + 1, to + 1)),
    call: inputs => ['othersMultiplied', inputs, from, to],
    gradient: (upstream, inputs) =>
      inputs.map((_, position) =>
        othersMultiplied([...inputs.filter((_, at) => at === 0 || at !== position), upstream], from, to),
      ),
  });
  return apply(...factors);
}
