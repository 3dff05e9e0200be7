import { add, becomes, cast, div, mul, type Node, sqrt, sub, type Writable } from '@thalweg/graph';
import type { DType } from '@thalweg/tensor';
import { memory } from './memory.ts';
import type { Transform, Updates } from './updates.ts';

/** The name, the decay and the result of a velocity. */
export interface VelocityOptions {
  /** Such as `trace.v`: the velocity of a parameter is `trace.v(weight)`. */
  readonly name: string;
  /** γ. */
  readonly decay: (updates: Updates) => Node<readonly []>;
  /** If true, the result is one step ahead, `γ v + g`, as in Nesterov's momentum; v itself by default. */
  readonly ahead?: boolean;
}

/** Accumulates the gradients: `v ← γ v + g` from 0, in the precision of g. */
export function velocity({ name, decay, ahead = false }: VelocityOptions): Transform {
  return updates => {
    const gamma = decay(updates);
    return updates.mapElements((g, parameter) => {
      const fallen = (v: Node): Node => mul(v, cast(gamma, g.dtype));
      const before = memory(name, parameter);
      const v = becomes(before, add(fallen(before), g));
      return ahead ? add(fallen(v), g) : v;
    });
  };
}

/**
 * Returns a function that makes a running mean `m ← βm + (1−β)x` from 0, in the precision of x: one for each parameter,
 * such as `adam.m(weight)` for the name `adam.m`.
 */
export function runningMean(name: string, beta: Node): (x: Node, parameter: Writable) => Node {
  const [kept, taken] = [castOnce(beta), castOnce(sub(1, beta))];
  return (x, parameter) => {
    const m = memory(name, parameter);
    return becomes(m, add(mul(m, kept(x.dtype)), mul(x, taken(x.dtype))));
  };
}

/** The product of a factor over all steps: βᵗ of a β, which is correct also if β changes during the run. */
export function runningProduct(name: string, factor: Node<readonly []>, updates: Updates): Node<readonly []> {
  const product = updates.state(1, { name });
  return becomes(product, mul(product, factor));
}

/** The parameters of the correction of two biased moments. */
interface Bias {
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

/** Returns a function that casts a scalar to a dtype: one node for each dtype, which all parameters share. */
export function castOnce(scalar: Node): (dtype: DType) => Node {
  const made = new Map<DType, Node>();
  return dtype => {
    const known = made.get(dtype) ?? cast(scalar, dtype);
    made.set(dtype, known);
    return known;
  };
}
