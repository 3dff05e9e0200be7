import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { runningSum } from '../interpreter/running.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';
import { axisOf, type RunningOptions } from '../protocol/axes.ts';

/** Settings of `cumsum` and `cumprod`. */
export interface CumsumOptions extends RunningOptions {
  /** Leaves out the element itself: each result takes only the elements before it, or after it if `reverse`. */
  readonly exclusive?: boolean;
}

/**
 * Running sum along an axis, `yᵢ = Σ xⱼ` over all `j ≤ i`, or over all `j ≥ i` if `reverse`; without `j = i` if
 * `exclusive`. Accumulated in float64, one term after another; of int32 exact in two's complement.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x`: the running sum of ∂y in the other direction
 *
 * @example
 * read(cumsum(constant([1, 2, 3]))).toArray() // => [1, 3, 6]
 */
export function cumsum<S extends Shape>(x: Node<S>, options?: CumsumOptions): Node<S> {
  const settings = optionsOf('cumsum', options, { axis: -1, reverse: false, exclusive: false });
  return sumAlong(x as Node, { ...settings, axis: axisOf('cumsum', x as Node, settings.axis) }) as Node<S>;
}

function sumAlong(x: Node, settings: Required<CumsumOptions>): Node {
  const apply = operation({
    name: 'cumsum',
    shape: ([input]) => input!,
    dtype: sameNumbers('cumsum'),
    kernel: runningSum(settings),
    mapped:
      () =>
      ([mapped]) =>
        sumAlong(mapped!, { ...settings, axis: settings.axis + 1 }),
    call: ([input]) => ['cumsum', input, settings],
    gradient: upstream => [sumAlong(upstream, { ...settings, reverse: !settings.reverse })],
  });
  return apply(x);
}
