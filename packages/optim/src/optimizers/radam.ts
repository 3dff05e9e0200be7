import { add, cast, div, greater, maximum, mul, sqrt, square, sub, where, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { runningMean, runningProduct } from '../rules/averages.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import type { AdamMoments } from './adam.ts';

/** The ρ above which the variance is tractable: 5 in the authors' program, 4 in the paper. */
const TRACTABLE = 5;

/** Options of {@link radam}. */
export interface RadamOptions extends AdamMoments {
  /** η, 0.001 by default. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByRadam}. */
const momentsDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * RAdam, Adam with a built-in warm-up: `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; ρ∞ = 2/(1−β₂) − 1;
 * ρ = ρ∞ − 2tβ₂ᵗ/(1−β₂ᵗ)`. If `ρ > 5`: `θ ← θ − η r m̂ √(1−β₂ᵗ)/(√v + ε)` with
 * `r = √((ρ−4)(ρ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρ))` and `m̂ = m/(1−β₁ᵗ)`; else `θ ← θ − η m̂`.
 *
 * The bound of ρ is that of the authors' program and of PyTorch; the paper's is 4. The paper has no ε.
 *
 * - **Memory** `radam.m(name)` and `radam.v(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their moments; βᵗ counts all steps
 * - **Throws** `GraphError` for a rate below 0, a β outside of [0, 1), an ε below 0
 * - **Source** Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020, algorithm 2
 */
export function radam(options?: RadamOptions): Transform {
  const { learningRate, ...moments } = optionsOf('radam', options, { learningRate: 0.001, ...momentsDefaults });
  return pipe(scaleByRadam(moments), scaleByLearningRate(learningRate));
}

/** The direction of RAdam, `r m̂ √(1−β₂ᵗ)/(√v + ε)` or `m̂`, without a rate. */
export function scaleByRadam(options?: AdamMoments): Transform {
  const { beta1, beta2, epsilon } = optionsOf('scaleByRadam', options, momentsDefaults);
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return updates => {
    const b1 = first(updates);
    const b2 = second(updates);
    const correction1 = sub(1, runningProduct('radam.beta1ᵗ', b1, updates));
    const power = runningProduct('radam.beta2ᵗ', b2, updates);
    const correction2 = sub(1, power);
    const limit = sub(div(2, sub(1, b2)), 1);
    const rho = sub(limit, div(mul(2, mul(updates.step, power)), correction2));
    const tractable = greater(rho, TRACTABLE);
    const scale = mul(rectification(rho, limit), sqrt(correction2));
    const meanOf = runningMean('radam.m', b1);
    const squareMeanOf = runningMean('radam.v', b2);
    return updates.mapElements((g, parameter) => {
      const own = (scalar: Node<readonly []>): Node => cast(scalar, g.dtype);
      const m = div(meanOf(g, parameter), own(correction1));
      const v = squareMeanOf(square(g), parameter);
      return where(tractable, div(mul(m, own(scale)), add(sqrt(v), epsilon)), m) as Node;
    });
  };
}

/** Returns r of a tractable ρ, and r of the bound for any other ρ, so that it is a number. */
function rectification(rho: Node<readonly []>, limit: Node<readonly []>): Node<readonly []> {
  const part = (of: Node<readonly []>): Node<readonly []> => {
    const bounded = maximum(of, TRACTABLE);
    return div(mul(sub(bounded, 4), sub(bounded, 2)), bounded);
  };
  return sqrt(div(part(rho), part(limit)));
}
