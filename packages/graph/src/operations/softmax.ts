import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';
import { div } from './div.ts';
import { max } from './max.ts';
import { stopGradient } from './stop-gradient.ts';
import { sub } from './sub.ts';
import { sum } from './sum.ts';

/**
 * Softmax `yᵢ = e^xᵢ / Σⱼ e^xⱼ` along an axis, by default the last; safe for large inputs.
 * As a layer: {@link @thalweg/nn!softmax | softmax()}.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = y·(∂y − Σ ∂y·y)`, by composition
 */
export function softmax<S extends Shape>(x: Node<S>, axis = -1): Node<S> {
  const powers = exp(shifted(x, axis));
  return div(powers, total(powers, axis)) as Node as Node<S>;
}

/**
 * Log-softmax `yᵢ = xᵢ − ln Σⱼ e^xⱼ` along an axis, by default the last; safe for large inputs.
 *
 * - **Shape** `x: S → S`
 * - **Gradient** `∂x = ∂y − softmax(x)·Σ ∂y`, by composition
 */
export function logSoftmax<S extends Shape>(x: Node<S>, axis = -1): Node<S> {
  const centred = shifted(x, axis);
  return sub(centred, log(total(exp(centred), axis))) as Node as Node<S>;
}

/** Moved so that the largest is 0: no power overflows, and the result is the same. */
function shifted(x: Node, axis: number): Node {
  return sub(x, stopGradient(max<Shape, { axes: number; keep: true }>(x, { axes: axis, keep: true })));
}

function total(x: Node, axis: number): Node {
  return sum<Shape, { axes: number; keep: true }>(x, { axes: axis, keep: true });
}
