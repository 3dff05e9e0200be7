import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { runningSum } from '../interpreter/scan.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';
import { axesOf } from '../shape/axes.ts';

/** Settings of `cumsum`. */
export interface CumsumOptions {
  /** The axis to sum along, negative ones counted from the end; the last by default. */
  readonly axis?: number;
  /** Sums from the end. */
  readonly reverse?: boolean;
}

/**
 * Running sum along an axis, `yᵢ = Σ xⱼ` over all `j ≤ i`, or over all `j ≥ i` if `reverse`. Accumulated in float64,
 * one term after another; of int32 exact in two's complement.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x`: the running sum of ∂y in the other direction
 *
 * @example
 * read(cumsum(constant([1, 2, 3]))).toArray() // => [1, 3, 6]
 */
export function cumsum<S extends Shape>(x: Node<S>, options: CumsumOptions = {}): Node<S> {
  const { axis: along, reverse } = optionsOf('cumsum', options, { axis: -1, reverse: false });
  const [axis] = axesOf('cumsum', x as Node, along) as [number];
  const apply = operation({
    name: 'cumsum',
    shape: ([input]) => input!,
    dtype: sameNumbers('cumsum'),
    kernel: runningSum(axis, reverse),
    mapped:
      () =>
      ([all]) =>
        cumsum(all!, { axis: axis + 1, reverse }),
    gradient: upstream => [cumsum(upstream, { axis, reverse: !reverse })],
  });
  return apply(x) as Node<S>;
}
