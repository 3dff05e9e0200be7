import { add, cast, greater, mul, where, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { byTrustRatio, normOf } from '../rules/norms.ts';
import { checkRange } from '../rules/check-range.ts';
import { velocity } from '../rules/averages.ts';
import { withLearningRate } from '../transforms/with-learning-rate.ts';
import type { TermPosition } from '../rules/term-position.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link lars}. */
export interface LarsOptions {
  /** γ, 1 by default. */
  readonly learningRate?: Hyperparameter;
  /** The position of γ: `'inside'` of the velocity by default, or `'outside'`. */
  readonly learningRateAt?: TermPosition;
  /** m, the decay of the velocity, 0.9 by default. */
  readonly momentum?: Hyperparameter;
  /** β, the decay of the weights, 0.0005 by default. */
  readonly decay?: Hyperparameter;
  /** η, 0.001 by default: at a rate of 1 a parameter moves by at most this share of its norm. */
  readonly trust?: number;
}

/**
 * LARS, for large batches: momentum with a rate for each parameter, in proportion to its norm,
 * `λ = η‖θ‖/(‖g‖ + β‖θ‖); v ← mv + γλ(g + βθ); θ ← θ − v`. If all of θ or all of g is 0, λ is 1.
 *
 * - **Memory** `lars.v(name)` for each parameter
 * - **Throws** `GraphError` for a rate, a decay or a trust below 0, a momentum outside of [0, 1)
 * - **Source** You, Gitman and Ginsburg, "Large Batch Training of Convolutional Networks", 2017, algorithm 1
 */
export function lars(options?: LarsOptions): Transform {
  const { learningRate, learningRateAt, momentum, decay, trust } = optionsOf('lars', options, {
    learningRate: 1,
    learningRateAt: 'inside',
    momentum: 0.9,
    decay: 0.0005,
    trust: 0.001,
  });
  const velocityDecay = hyperparameter(momentum, { name: 'momentum', least: 0, below: 1 });
  const gather = velocity({ name: 'lars.v', decay: velocityDecay });
  return pipe(layerwise(decay, trust), withLearningRate(gather, { learningRate, learningRateAt }));
}

/** Multiplies the decayed gradient by the rate of its parameter: `λ(g + βθ)`. */
function layerwise(decay: Hyperparameter, trust: number): Transform {
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0 });
  checkRange(trust, { name: 'trust', least: 0 });
  return updates => {
    const beta = decayOf(updates);
    return updates.map((g, parameter) => {
      const weights = normOf([parameter as Node]);
      const slope = normOf([g]);
      const length = where(greater(slope, 0), add(slope, mul(beta, weights)), 0);
      return byTrustRatio(add(g, mul(parameter, cast(beta, g.dtype))) as Node, { weights, length, trust });
    });
  };
}
