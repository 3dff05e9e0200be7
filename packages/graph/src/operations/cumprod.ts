import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { recurrence } from './reductions/recurrence.ts';
import { runningProduct } from '../interpreter/running.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';
import { axisOf } from '../protocol/axes.ts';
import { add } from './add.ts';
import type { CumsumOptions } from './cumsum.ts';
import { mul } from './mul.ts';

/**
 * Running product along an axis, `yᵢ = Π xⱼ` over all `j ≤ i`, or over all `j ≥ i` if `reverse`; without `j = i` if
 * `exclusive`. Accumulated in float64, one factor after another; of int32 exact in two's complement.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂xₖ = Σ ∂yᵢ·Πⱼ xⱼ` over all `i` whose product has `xₖ`, and the other `j` of each: by a recurrence in the
 *   other direction and without a division, so all derivatives are right where elements are zero, in linear time
 *
 * @example
 * read(cumprod(constant([1, 2, 3]))).toArray() // => [1, 2, 6]
 */
export function cumprod<S extends Shape>(x: Node<S>, options?: CumsumOptions): Node<S> {
  const settings = optionsOf('cumprod', options, { axis: -1, reverse: false, exclusive: false });
  return productAlong(x as Node, { ...settings, axis: axisOf('cumprod', x as Node, settings.axis) }) as Node<S>;
}

function productAlong(x: Node, settings: Required<CumsumOptions>): Node {
  const { axis, reverse, exclusive } = settings;
  const back = { axis, reverse: !reverse };
  const apply = operation({
    name: 'cumprod',
    shape: ([input]) => input!,
    dtype: sameNumbers('cumprod'),
    kernel: runningProduct(settings),
    mapped:
      () =>
      ([mapped]) =>
        productAlong(mapped!, { ...settings, axis: axis + 1 }),
    call: ([input]) => ['cumprod', input, settings],
    gradient: (upstream, [input], output) => {
      if (exclusive) return [mul(output, recurrence(upstream, input!, back))];
      const before = productAlong(input!, { ...settings, exclusive: true });
      return [mul(before, add(upstream, recurrence(mul(upstream, input!), input!, back)))];
    },
  });
  return apply(x);
}
