import { add, becomes, cast, div, mul, square, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { rootWithEpsilon, type TermPosition } from '../rules/term-position.ts';
import { runningMean } from '../rules/averages.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

/** Options of {@link scaleByAdadelta}. */
export interface AdadeltaScaling {
  /** γ, 0.9 by default. */
  readonly decay?: Hyperparameter;
  /** ε, 1e-6 by default. The first steps are about √ε long, or ε long with ε outside of the root. */
  readonly epsilon?: number;
  /** The position of ε in both RMS: `'inside'` of the root by default, or `'outside'`, `√E[a²] + ε`. */
  readonly epsilonAt?: TermPosition;
}

/** Options of {@link adadelta}. */
export interface AdadeltaOptions extends AdadeltaScaling {
  /** η, 1 by default: the rule needs no rate. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByAdadelta}. */
const scalingDefaults = {
  decay: 0.9,
  epsilon: 1e-6,
  epsilonAt: 'inside',
} as const;

/**
 * Adadelta: `E[g²] ← γ E[g²] + (1−γ) g²; Δ = RMS[Δ]/RMS[g] · g; E[Δ²] ← γ E[Δ²] + (1−γ) Δ²; θ ← θ − η Δ`, with
 * `RMS[a] = √(E[a²] + ε)` and RMS[Δ] that of the previous steps. Its first form, with η in place of RMS[Δ], is
 * `rmsprop`.
 *
 * - **Memory** `adadelta.E[g²](name)` and `adadelta.E[Δ²](name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged, and so do their means
 * - **Throws** `GraphError` for a rate or an ε below 0, a decay outside of [0, 1)
 * - **Source** Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, algorithm 1
 */
export function adadelta(options?: AdadeltaOptions): Transform {
  const { learningRate, ...scaling } = optionsOf('adadelta', options, { learningRate: 1, ...scalingDefaults });
  return pipe(scaleByAdadelta(scaling), scaleByLearningRate(learningRate));
}

/** The step of Adadelta, `RMS[Δ]/RMS[g] · g`, in the units of the parameter. */
export function scaleByAdadelta(options?: AdadeltaScaling): Transform {
  const { decay, epsilon, epsilonAt } = optionsOf('scaleByAdadelta', options, scalingDefaults);
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  const rms = rootWithEpsilon({ epsilon, epsilonAt });
  return updates => {
    const gamma = decayOf(updates);
    const squareMeanOf = runningMean('adadelta.E[g²]', gamma);
    return updates.mapElements((g, parameter) => {
      const own = (scalar: Node<readonly []>): Node => cast(scalar, g.dtype);
      const squares = squareMeanOf(square(g), parameter);
      const steps = memory('adadelta.E[Δ²]', parameter);
      const delta = mul(div(rms(steps), rms(squares)), g);
      const next = add(mul(steps, own(gamma)), mul(square(delta), own(sub(1, gamma))));
      updates.addRule(becomes(steps, next), parameter);
      return delta;
    });
  };
}
