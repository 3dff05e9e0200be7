import { div, maximum, square, sub } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { rootWithEpsilon, type TermPosition } from '../rules/term-position.ts';
import { runningMean, velocity } from '../rules/averages.ts';
import { withLearningRate } from '../transforms/with-learning-rate.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

/** Options of {@link scaleByRmsprop}. */
export interface RmspropScaling {
  /** γ, 0.9 by default. */
  readonly decay?: Hyperparameter;
  /** ε, 1e-8 by default. */
  readonly epsilon?: number;
  /** The position of ε: `'inside'` of the root by default, or `'outside'`, `√E[g²] + ε`, as in PyTorch. */
  readonly epsilonAt?: TermPosition;
  /** If true, the divisor has the gradient's variance, `E[g²] − E[g]²`, in place of `E[g²]`; false by default. */
  readonly centered?: boolean;
}

/** Options of {@link rmsprop}. */
export interface RmspropOptions extends RmspropScaling {
  /** η, 0.001 by default. */
  readonly learningRate?: Hyperparameter;
  /** The decay of a velocity of the steps; no velocity by default. */
  readonly momentum?: Hyperparameter;
  /** The position of η with momentum: `'inside'` of the velocity by default, or `'outside'` as in PyTorch. */
  readonly learningRateAt?: TermPosition;
}

/** The defaults of {@link scaleByRmsprop}. */
const scalingDefaults = {
  decay: 0.9,
  epsilon: 1e-8,
  epsilonAt: 'inside',
  centered: false,
} as const;

/**
 * RMSprop, gradients divided by their root mean square: `E[g²] ← γ E[g²] + (1−γ) g²; θ ← θ − η/√(E[g²] + ε) · g`.
 *
 * - **Memory** `rmsprop.E[g²](name)` for each parameter; `rmsprop.E[g](name)` if centered, `rmsprop.v(name)` with
 *   momentum
 * - **Rows** that a step does not touch stay unchanged, and so do their means and their velocity
 * - **Throws** `GraphError` for a rate or an ε below 0, a decay or a momentum outside of [0, 1)
 * - **Source** Tieleman and Hinton, "Neural Networks for Machine Learning", 2012, lecture 6.5; centered and with
 *   momentum Graves, "Generating Sequences With Recurrent Neural Networks", 2013, §4.2
 */
export function rmsprop(options?: RmspropOptions): Transform {
  const { learningRate, learningRateAt, momentum, ...scaling } = optionsOf('rmsprop', options, {
    learningRate: 0.001,
    learningRateAt: 'inside',
    momentum: undefined,
    ...scalingDefaults,
  });
  const direction = scaleByRmsprop(scaling);
  if (momentum === undefined) return pipe(direction, scaleByLearningRate(learningRate));
  const decay = hyperparameter(momentum, { name: 'momentum', least: 0, below: 1 });
  return pipe(direction, withLearningRate(velocity({ name: 'rmsprop.v', decay }), { learningRate, learningRateAt }));
}

/** The direction of RMSprop, `g/√(E[g²] + ε)`, without a rate. */
export function scaleByRmsprop(options?: RmspropScaling): Transform {
  const { decay, epsilon, epsilonAt, centered } = optionsOf('scaleByRmsprop', options, scalingDefaults);
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  const root = rootWithEpsilon({ epsilon, epsilonAt });
  return updates => {
    const beta = decayOf(updates);
    const squareMeanOf = runningMean('rmsprop.E[g²]', beta);
    const meanOf = runningMean('rmsprop.E[g]', beta);
    return updates.mapElements((g, parameter) => {
      const squares = squareMeanOf(square(g), parameter);
      if (!centered) return div(g, root(squares));
      const mean = meanOf(g, parameter);
      // Rounding can make the difference negative.
      return div(g, root(maximum(0, sub(squares, square(mean)))));
    });
  };
}
