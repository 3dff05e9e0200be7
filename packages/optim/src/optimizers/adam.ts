import { square, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { correctedDirection, runningMean } from '../rules/averages.ts';
import type { Transform, Updates } from '../rules/updates.ts';

/** Options of {@link scaleByAdam}. */
export interface AdamMoments {
  /** β₁, 0.9 by default. */
  readonly beta1?: Hyperparameter;
  /** β₂, 0.999 by default. */
  readonly beta2?: Hyperparameter;
  /** ε, 1e-8 by default. */
  readonly epsilon?: number;
}

/** Options of {@link adam}. */
export interface AdamOptions extends AdamMoments {
  /** η, 0.001 by default. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByAdam}. */
const momentsDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * Adam, with running means of the gradient and its square:
 * `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; m̂ = m/(1−β₁ᵗ); v̂ = v/(1−β₂ᵗ); θ ← θ − η m̂/(√v̂ + ε)`.
 *
 * - **Memory** `adam.m(name)` and `adam.v(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their moments; βᵗ counts all steps
 * - **Throws** `GraphError` for a rate below 0, a β outside of [0, 1), an ε below 0
 * - **Source** Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1; computed in the
 *   order of its §2
 */
export function adam(options?: AdamOptions): Transform {
  const { learningRate, ...moments } = optionsOf('adam', options, { learningRate: 0.001, ...momentsDefaults });
  return byMoments(moments, hyperparameter(learningRate, { name: 'learningRate', least: 0 }));
}

/** The direction of Adam, `m̂/(√v̂ + ε)`, without a rate. */
export function scaleByAdam(options?: AdamMoments): Transform {
  return byMoments(optionsOf('scaleByAdam', options, momentsDefaults));
}

function byMoments(
  { beta1, beta2, epsilon }: Required<AdamMoments>,
  rateOf?: (updates: Updates) => Node<readonly []>,
): Transform {
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return updates => {
    const b1 = first(updates);
    const b2 = second(updates);
    const direction = correctedDirection(
      { name: 'adam', beta1: b1, beta2: b2, epsilon, rate: rateOf?.(updates) },
      updates,
    );
    const meanOf = runningMean('adam.m', b1);
    const squareMeanOf = runningMean('adam.v', b2);
    return updates.mapElements((g, parameter) => direction(meanOf(g, parameter), squareMeanOf(square(g), parameter)));
  };
}
