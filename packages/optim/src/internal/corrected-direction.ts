import { add, div, mul, sqrt, sub, type Node } from '@thalweg/graph';
import type { Updates } from '../updates.ts';
import { castOnce } from './cast-once.ts';
import { runningProduct } from './running-product.ts';

/** The parameters of the correction of two biased moments. */
export interface Bias {
  /** `adam` for states that are named `adam.beta1ᵗ` and `adam.beta2ᵗ`. */
  readonly name: string;
  readonly beta1: Node<readonly []>;
  readonly beta2: Node<readonly []>;
  readonly epsilon: number;
  /** The learning rate; the direction is not scaled by default. */
  readonly rate?: Node<readonly []> | undefined;
}

/**
 * `m̂/(√v̂ + ε)` of moments m and v, with `m̂ = m/(1−β₁ᵗ)` and `v̂ = v/(1−β₂ᵗ)`. Computed as `m·c/(√v + ε√(1−β₂ᵗ))` with
 * `c = √(1−β₂ᵗ)/(1−β₁ᵗ)`: the same, with one division for each element instead of three. With a rate η, as
 * `m/(√v + ε√(1−β₂ᵗ)) · (η·c)`, where it costs no multiplication.
 *
 * - **Source** Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, §2
 */
export function correctedDirection(
  { name, beta1, beta2, epsilon, rate }: Bias,
  updates: Updates,
): (m: Node, v: Node) => Node {
  const correction1 = sub(1, runningProduct(`${name}.beta1ᵗ`, beta1, updates));
  const root2 = sqrt(sub(1, runningProduct(`${name}.beta2ᵗ`, beta2, updates)));
  const c = div(root2, correction1);
  const [scale, offset] = [castOnce(rate === undefined ? c : mul(rate, c)), castOnce(mul(root2, epsilon))];
  return (m, v) => {
    const [by, spread] = [scale(m.dtype), add(sqrt(v), offset(v.dtype))];
    return rate === undefined ? div(mul(m, by), spread) : mul(div(m, spread), by);
  };
}
