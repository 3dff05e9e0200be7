import { cast, div, greater, minimum, mul, where, type Node } from '@thalweg/graph';

/** What the trust in an update hangs on. */
export interface TrustOptions {
  /** Of the parameter, in float64. */
  readonly weights: Node;
  /** What the weights' norm is divided by, in float64. */
  readonly length: Node;
  /** η, what part of its norm a parameter may move by. */
  readonly trust: number;
}

/** `u · η‖θ‖/length`, in float64 and then rounded; u itself where either is 0, so that weights of zeros can begin. */
export function byTrustRatio(u: Node, { weights, length, trust }: TrustOptions): Node {
  const ratio = where(greater(minimum(weights, length), 0), div(mul(trust, weights), length), 1);
  return cast(mul(cast(u, 'float64'), ratio), u.dtype) as Node;
}
