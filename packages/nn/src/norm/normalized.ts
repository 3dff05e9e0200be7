import {
  add,
  elementwise,
  mul,
  neg,
  scalar,
  square,
  sub,
  sumLike,
  type LocalGradient,
  type Node,
} from '@thalweg/graph';
import { sameShape } from '@thalweg/tensor';

/** The numbers that values are normalized by; each broadcasts to the values. */
interface By {
  readonly mean: Node;
  /** The reciprocal of the deviation, in the shape of the mean. */
  readonly precision: Node;
  readonly scale: Node;
  readonly offset: Node;
}

/**
 * Returns `(x − mean)·precision·scale + offset`.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** with `t = Σ∂y` and `c = Σ∂y·(x − mean)` over the axes along which the mean is repeated:
 *   `∂x = ∂y·precision·scale`, `∂mean = −precision·scale·t`, `∂precision = scale·c`, `∂scale = precision·c`, `∂offset = t`.
 *   A scale that is not the same for all that share a mean stays within the sums.
 */
export function normalized(x: Node, { mean, precision, scale, offset }: By): Node {
  return normalize(x, mean, precision, scale, offset);
}

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

const normalize = /* @__PURE__ */ elementwise<(...operands: Node[]) => Node>('normalize', {
  formula: (x, mean, precision, scale, offset) =>
    scalar.add(scalar.mul(scalar.mul(scalar.sub(x!, mean!), precision!), scale!), offset!),
  gradient,
});

/** Returns `1/√(variance + epsilon)`. */
export function precisionOf(variance: Node, epsilon: number): Node {
  return reciprocalRoot(add(variance, epsilon));
}

const reciprocalRoot = /* @__PURE__ */ elementwise<(x: Node) => Node>('reciprocalRoot', {
  formula: x => scalar.div(1, scalar.sqrt(x!)),
  gradient: (upstream, _, y) => [mul(upstream, mul(-0.5, mul(y, square(y))))],
});
