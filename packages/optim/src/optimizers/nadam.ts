import { add, cast, div, mul, pow, sqrt, square, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { runningMean, runningProduct } from '../rules/averages.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import type { AdamMoments } from './adam.ts';

/** Options of {@link scaleByNadam}. */
export interface NadamMoments extends AdamMoments {
  /** ψ, the speed at which μ rises from about β₁/2 to β₁; 0.004 by default. */
  readonly momentumDecay?: number;
}

/** Options of {@link nadam}. */
export interface NadamOptions extends NadamMoments {
  /** η, 0.002 by default. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByNadam}. */
const momentsDefaults = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  momentumDecay: 0.004,
} as const;

/**
 * NAdam, Adam with Nesterov's momentum: `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; μₜ = β₁(1 − ½·0.96^(tψ));
 * m̂ = μₜ₊₁m/(1−μ₁⋯μₜ₊₁) + (1−μₜ)g/(1−μ₁⋯μₜ); θ ← θ − η m̂/(√v̂ + ε)` with `v̂ = v/(1−β₂ᵗ)`.
 *
 * The schedule of μ is that of the report and of PyTorch. As in PyTorch, m decays by β₁, where the report has μₜ.
 *
 * - **Memory** `nadam.m(name)` and `nadam.v(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their moments; μ and βᵗ count all steps
 * - **Throws** `GraphError` for a rate below 0, a β outside of [0, 1), an ε or a ψ below 0
 * - **Source** Dozat, "Incorporating Nesterov Momentum into Adam", 2016, algorithm 2
 */
export function nadam(options?: NadamOptions): Transform {
  const { learningRate, ...moments } = optionsOf('nadam', options, { learningRate: 0.002, ...momentsDefaults });
  return pipe(scaleByNadam(moments), scaleByLearningRate(learningRate));
}

/** The direction of NAdam, `m̂/(√v̂ + ε)`, without a rate. */
export function scaleByNadam(options?: NadamMoments): Transform {
  const { beta1, beta2, epsilon, momentumDecay } = optionsOf('scaleByNadam', options, momentsDefaults);
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  checkRange(momentumDecay, { name: 'momentumDecay', least: 0 });
  return updates => {
    const b1 = first(updates);
    const b2 = second(updates);
    const muAt = (step: Node<readonly []>): Node<readonly []> =>
      mul(b1, sub(1, mul(0.5, pow(0.96, mul(momentumDecay, step)))));
    const mu = muAt(updates.step);
    const next = muAt(add(updates.step, 1));
    const product = runningProduct('nadam.∏μ', mu, updates);
    // All terms are multiplied by the root of v's correction, so that √v̂ becomes √v: one division for each element.
    const root = sqrt(sub(1, runningProduct('nadam.beta2ᵗ', b2, updates)));
    const ofMean = mul(root, div(next, sub(1, mul(product, next))));
    const ofGradient = mul(root, div(sub(1, mu), sub(1, product)));
    const offset = mul(root, epsilon);
    const meanOf = runningMean('nadam.m', b1);
    const squareMeanOf = runningMean('nadam.v', b2);
    return updates.mapElements((g, parameter) => {
      const own = (scalar: Node<readonly []>): Node => cast(scalar, g.dtype);
      const m = meanOf(g, parameter);
      const v = squareMeanOf(square(g), parameter);
      const ahead = add(mul(m, own(ofMean)), mul(g, own(ofGradient)));
      return div(ahead, add(sqrt(v), own(offset)));
    });
  };
}
