import { add, cast, div, mul, sqrt, square, sub, type Node } from '@thalweg/graph';
import { pipe } from 'rxjs';
import { checkRange, hyperparameter, type Hyperparameter } from './hyperparameter.ts';
import { runningMean } from './running-mean.ts';
import { runningProduct } from './running-product.ts';
import { scaleByLearningRate } from './scale-by-learning-rate.ts';
import type { Transform } from './transform.ts';

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

/**
 * Adam: `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; m̂ = m/(1−β₁ᵗ); v̂ = v/(1−β₂ᵗ); θ ← θ − η m̂/(√v̂ + ε)`.
 *
 * - **Memory** `adam.m(name)` and `adam.v(name)` for each parameter
 * - **Rows** of a table that a step does not touch rest, and their moments do not fall; βᵗ counts all steps
 * - **Throws** `GraphError` for a rate below 0, a β outside of [0, 1), an ε below 0
 * - **Source** Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1
 */
export function adam({ learningRate = 0.001, ...moments }: AdamOptions = {}): Transform {
  return pipe(scaleByAdam(moments), scaleByLearningRate(learningRate));
}

/** The direction of Adam, `m̂/(√v̂ + ε)`, without a rate. */
export function scaleByAdam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamMoments = {}): Transform {
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  checkRange(epsilon, { name: 'epsilon', least: 0 });
  return gradients => {
    const b1 = first(gradients);
    const b2 = second(gradients);
    const correction1 = sub(1, runningProduct('adam.beta1ᵗ', b1, gradients));
    const root2 = sqrt(sub(1, runningProduct('adam.beta2ᵗ', b2, gradients)));
    const scale = div(root2, correction1);
    const offset = mul(root2, epsilon);
    return gradients.mapElements((g, parameter) => {
      const own = (scalar: Node<readonly []>): Node => cast(scalar, g.dtype);
      const m = runningMean(g, { name: 'adam.m', parameter, beta: b1 });
      const v = runningMean(square(g), { name: 'adam.v', parameter, beta: b2 });
      return div(mul(m, own(scale)), add(sqrt(v), own(offset)));
    });
  };
}
