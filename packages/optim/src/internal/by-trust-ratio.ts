import { cast, div, greater, minimum, mul, where, type Node } from '@thalweg/graph';

/** The norms that the trust ratio depends on. */
export interface TrustOptions {
  /** The norm of the parameter, in float64. */
  readonly weights: Node;
  /** The divisor of that norm, in float64. */
  readonly length: Node;
  /** η, the share of its norm that a parameter moves by. */
  readonly trust: number;
}

/** `u · η‖θ‖/length`, in float64 and then rounded; u itself where either is 0, so that weights of zeros can move. */
export function byTrustRatio(u: Node, { weights, length, trust }: TrustOptions): Node {
  const ratio = where(greater(minimum(weights, length), 0), div(mul(trust, weights), length), 1);
  return cast(mul(cast(u, 'float64'), ratio), u.dtype) as Node;
}
