import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';

const apply: (...inputs: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'stopGradient',
  shape: ([x]) => x!,
  kernel: { kind: 'alias' },
  mapped: () => inputs => apply(...inputs),
  gradient: () => [undefined],
});

/**
 * `y = x`, seen as a constant by every gradient.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** zero
 */
export function stopGradient<S extends Shape>(x: Node<S>): Node<S> {
  return apply(x) as Node<S>;
}
