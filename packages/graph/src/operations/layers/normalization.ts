import { sameShape } from '@thalweg/tensor';
import type { LocalGradient, Node } from '../../node/node.ts';
import { elementwise } from '../../protocol/elementwise.ts';
import { scalar } from '../../protocol/scalar.ts';
import { div } from '../div.ts';
import { mul } from '../mul.ts';
import { neg } from '../neg.ts';
import { square } from '../square.ts';
import { sub } from '../sub.ts';
import { sumLike } from '../sum.ts';

// Each use of a value has a node of its own: what one formula reads is computed within that formula, and nothing is stored.
const gradient: LocalGradient = (upstream, [x, mean, precision, scale, offset]) => {
  const centred = (): Node => sub(x!, mean!);
  if (scale!.shape.length > 0 && !sameShape(scale!.shape, mean!.shape)) {
    const scaled = (): Node => mul(upstream, scale!);
    return [
      mul(scaled(), precision!),
      neg(mul(precision!, sumLike(scaled(), mean!))),
      sumLike(mul(scaled(), centred()), precision!),
      sumLike(mul(upstream, mul(centred(), precision!)), scale!),
      sumLike(upstream, offset!),
    ];
  }
  const factor = mul(precision!, scale!);
  const total = sumLike(upstream, mean!);
  const along = sumLike(mul(upstream, centred()), mean!);
  return [
    mul(upstream, factor),
    neg(mul(factor, total)),
    mul(scale!, along),
    sumLike(mul(precision!, along), scale!),
    sumLike(total, offset!),
  ];
};

/**
 * `(x − mean)·precision·scale + offset`, each of which broadcasts to x.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** with `t = Σ∂y` and `c = Σ∂y·(x − mean)` over the axes along which the mean is repeated:
 *   `∂x = ∂y·precision·scale`, `∂mean = −precision·scale·t`, `∂precision = scale·c`, `∂scale = precision·c`, `∂offset = t`.
 *   A scale that is not the same for all that share a mean stays within the sums.
 */
export const normalize: (...operands: Node[]) => Node = /* @__PURE__ */ elementwise<(...operands: Node[]) => Node>(
  'normalize',
  {
    formula: (x, mean, precision, scale, offset) =>
      scalar.add(scalar.mul(scalar.mul(scalar.sub(x!, mean!), precision!), scale!), offset!),
    gradient,
  },
);

/** `1/√x`. */
export const reciprocalRoot: (x: Node) => Node = /* @__PURE__ */ elementwise<(x: Node) => Node>('reciprocalRoot', {
  formula: x => scalar.div(1, scalar.sqrt(x!)),
  gradient: (upstream, _, y) => [mul(upstream, mul(-0.5, mul(y, square(y))))],
});

/** The share of each part in the total. Its gradient contains the change of the total with the parts. */
export const shareOf: (parts: Node, total: Node) => Node = /* @__PURE__ */ elementwise<
  (parts: Node, total: Node) => Node
>('shareOf', {
  formula: (part, total) => scalar.div(part!, total!),
  gradient: (upstream, [, total], y) => [
    div(sub(upstream, sumLike(mul(upstream, y), total!)), total!) as Node,
    undefined,
  ],
});
