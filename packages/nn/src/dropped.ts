import { div, greaterEqual, mul, sub, uniformLike, where, type Node } from '@thalweg/graph';
import type { Draw } from './noisy.ts';

/** A value in which elements are 0 with the probability `rate`, and the others are divided by `1 − rate`; one draw for each element of a shape. */
export function dropped(x: Node, like: Node, { key, counter, rate }: Draw): Node {
  const kept = greaterEqual(uniformLike(like, key, counter), rate) as Node;
  const scaled = typeof rate === 'number' ? mul(x, 1 / (1 - rate)) : div(x, sub(1, rate) as Node);
  return where(kept, scaled as Node, 0) as Node;
}
