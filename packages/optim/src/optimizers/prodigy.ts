import {
  abs,
  add,
  becomes,
  cast,
  div,
  equal,
  greater,
  GraphError,
  maximum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  where,
  type Node,
} from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { runningMean, runningProduct } from '../rules/averages.ts';
import { total } from '../rules/norms.ts';
import { memory } from '../rules/memory.ts';
import type { Transform, Updates } from '../rules/updates.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';

type Scalar = Node<readonly []>;

/** Options of {@link prodigy}. */
export interface ProdigyOptions {
  /** γ, a factor of the estimated rate, 1 by default; a schedule that falls from 1 works well. */
  readonly learningRate?: Hyperparameter;
  /** β₁, 0.9 by default. */
  readonly beta1?: Hyperparameter;
  /** β₂, 0.999 by default. */
  readonly beta2?: Hyperparameter;
  /** ε, 1e-8 by default. */
  readonly epsilon?: number;
  /** λ, 0 by default. */
  readonly decay?: Hyperparameter;
  /** d₀, above 0, 1e-6 by default: any value well below the distance to the solution. */
  readonly d0?: number;
  /** If true, γ is multiplied by Adam's √(1 − β₂ᵗ)/(1 − β₁ᵗ); false by default. */
  readonly biasCorrection?: boolean;
}

/**
 * Prodigy, Adam that estimates its rate: d is a lower estimate of the distance from the first weights θ₀ to the
 * solution, over all parameters together, and never falls.
 *
 * `m ← β₁m + (1−β₁)d g; v ← β₂v + (1−β₂)d²g²; r ← √β₂ r + γ d²/d₀ Σ g(θ₀ − θ); s ← √β₂ s + γ d²/d₀ g;
 * θ ← θ − γ d (m/(√v + dε) + λθ); d ← max(d, r/Σ|s|)`.
 *
 * - **Memory** `prodigy.m(name)`, `prodigy.v(name)`, `prodigy.s(name)` and `prodigy.θ₀(name)` for each parameter;
 *   `prodigy.d` and `prodigy.r` for all
 * - **Throws** `GraphError` for a rate, a decay or an ε below 0, a β outside of [0, 1), a d₀ that is not above 0
 * - **Source** Mishchenko and Defazio, "Prodigy: An Expeditiously Adaptive Parameter-Free Learner", 2023, algorithm 4;
 *   r and s lack their common factor 1 − √β₂ and are divided by d₀, as in the authors' program: they would get too
 *   small
 */
export function prodigy(options?: ProdigyOptions): Transform {
  const { learningRate, beta1, beta2, epsilon, decay, d0, biasCorrection } = optionsOf('prodigy', options, {
    learningRate: 1,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    decay: 0,
    d0: 1e-6,
    biasCorrection: false,
  });
  const gammaOf = hyperparameter(learningRate, { name: 'learningRate', least: 0 });
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  const decayed = addDecayedWeights(decay);
  if (!(d0 > 0 && d0 < Infinity))
    throw new GraphError('d0', 'must be finite and above 0', String(d0), 'Check the options.');
  return updates => {
    const b1 = first(updates);
    const b2 = second(updates);
    const b3 = sqrt(b2) as Scalar;
    const gamma = gammaOf(updates);
    const rate = biasCorrection ? mul(gamma, correction(updates, b1, b2)) : gamma;
    const d = updates.state(d0, { name: 'prodigy.d' });
    const r = updates.state(0, { name: 'prodigy.r' });
    const weight = div(mul(rate, square(d)), d0);
    const begins = equal(updates.step, 1);
    const dots: Node[] = [];
    const lengths: Node[] = [];
    const meanOf = runningMean('prodigy.m', b1);
    const squareMeanOf = runningMean('prodigy.v', b2);
    const directions = updates.map((g, parameter) => {
      const own = (scalar: Node): Node => cast(scalar, g.dtype);
      const theta = parameter as Node;
      const start = memory('prodigy.θ₀', parameter);
      const s = memory('prodigy.s', parameter);
      const from = becomes(start, where(begins, theta, start));
      const nextS = becomes(s, add(mul(s, own(b3)), mul(g, own(weight))));
      dots.push(sum(mul(inFloat64(g), inFloat64(sub(from, theta)))) as Node);
      lengths.push(sum(abs(inFloat64(nextS))) as Node);
      const scaled = mul(g, own(d));
      const m = meanOf(scaled, parameter);
      const v = squareMeanOf(square(scaled), parameter);
      return div(m, add(sqrt(v), own(mul(d, epsilon))));
    });
    const nextR = becomes(r, add(mul(b3, r), mul(weight, total(dots))) as Scalar);
    const length = total(lengths);
    const estimate = where(greater(length, 0), div(nextR, length), 0);
    updates.addRule(becomes(d, maximum(d, estimate) as Scalar));
    const step = mul(rate, d);
    return decayed(directions).map(u => mul(u, cast(step, u.dtype)) as Node);
  };
}

/** `√(1 − β₂ᵗ)/(1 − β₁ᵗ)`. */
function correction(updates: Updates, b1: Scalar, b2: Scalar): Scalar {
  const spread = sqrt(sub(1, runningProduct('prodigy.beta2ᵗ', b2, updates)));
  return div(spread, sub(1, runningProduct('prodigy.beta1ᵗ', b1, updates))) as Scalar;
}

const inFloat64 = (x: Node): Node => cast(x, 'float64');
