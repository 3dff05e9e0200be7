import type { Node } from '../../node/node.ts';
import { mul } from '../mul.ts';
import { allMapped } from './sums-and-broadcasts.ts';
import { recurrenceAlong } from '../../interpreter/running.ts';
import { operation } from '../../protocol/operation.ts';
import { sameFloats } from '../../protocol/dtype-rules.ts';

/** The axis that a recurrence runs along, and whether it begins at the end. */
interface Direction {
  readonly axis: number;
  readonly reverse: boolean;
}

/**
 * The value of a linear recurrence before each element along an axis: `d₀ = 0`, `d₁ = b₀`, `dₖ₊₁ = bₖ + aₖ·dₖ`. Accumulated in float64.
 *
 * - **Shape** `b: S, a: S → S`
 * - **Gradient** with `e`, the recurrence of ∂y and a in the other direction: `∂b = e`, `∂a = d·e`
 * - **Source** Blelloch, "Prefix Sums and Their Applications", 1990, §1.4, for recurrences; their gradient is one by the
 *   chain rule
 */
export function recurrence(b: Node, a: Node, { axis, reverse }: Direction): Node {
  const apply = operation({
    name: 'recurrence',
    shape: ([terms]) => terms!,
    dtype: sameFloats('recurrence'),
    kernel: recurrenceAlong({ axis, reverse }),
    mapped: isMapped =>
      allMapped(isMapped, ([terms, factors]) => recurrence(terms!, factors!, { axis: axis + 1, reverse })),
    call: inputs => ['recurrence', ...inputs, { axis, reverse }],
    gradient: (upstream, [, factors], d) => {
      const e = recurrence(upstream, factors!, { axis, reverse: !reverse });
      return [e, mul(d, e)];
    },
  });
  return apply(b, a);
}
