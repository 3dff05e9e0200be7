import { add, becomes, cast, mul, sign, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

/** Options of {@link scaleByLion}. */
export interface LionMoments {
  /** β₁, of the direction, 0.9 by default. */
  readonly beta1?: Hyperparameter;
  /** β₂, of the running mean, 0.99 by default. */
  readonly beta2?: Hyperparameter;
}

/** Options of {@link lion}. */
export interface LionOptions extends LionMoments {
  /** η, 0.0001 by default: every element moves by η. */
  readonly learningRate?: Hyperparameter;
  /** λ, 0 by default. */
  readonly decay?: Hyperparameter;
}

/** The defaults of {@link scaleByLion}. */
const momentsDefaults = { beta1: 0.9, beta2: 0.99 } as const;

/**
 * Lion, with the sign of a momentum as direction: `c = β₁m + (1−β₁)g; θ ← θ − η (sign c + λθ); m ← β₂m + (1−β₂)g`.
 *
 * - **Memory** `lion.m(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so does their m: they do not decay
 * - **Throws** `GraphError` for a rate or a decay below 0, a β outside of [0, 1)
 * - **Source** Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, algorithm 2
 */
export function lion(options?: LionOptions): Transform {
  const { learningRate, decay, ...moments } = optionsOf('lion', options, {
    learningRate: 0.0001,
    decay: 0,
    ...momentsDefaults,
  });
  return pipe(scaleByLion(moments), addDecayedWeights(decay), scaleByLearningRate(learningRate));
}

/** The direction of Lion, `sign c`, without a rate. */
export function scaleByLion(options?: LionMoments): Transform {
  const { beta1, beta2 } = optionsOf('scaleByLion', options, momentsDefaults);
  const first = hyperparameter(beta1, { name: 'beta1', least: 0, below: 1 });
  const second = hyperparameter(beta2, { name: 'beta2', least: 0, below: 1 });
  return updates => {
    const b1 = first(updates);
    const b2 = second(updates);
    return updates.mapElements((g, parameter) => {
      const m = memory('lion.m', parameter);
      const own = (scalar: Node<readonly []>): Node => cast(scalar, g.dtype);
      const mixed = (beta: Node<readonly []>): Node => add(mul(m, own(beta)), mul(g, own(sub(1, beta)))) as Node;
      updates.addRule(becomes(m, mixed(b2)), parameter);
      return sign(mixed(b1));
    });
  };
}
