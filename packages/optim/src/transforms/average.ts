import { add, becomes, cast, div, lessEqual, maximum, mul, sub, where, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkWhole } from '../rules/check-range.ts';
import { evaluatedAt } from '../rules/step-count.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link average}. */
export interface AverageOptions {
  /** β of a moving average; without it all steps count equally. */
  readonly decay?: Hyperparameter | undefined;
  /** The first step that counts, 1 by default. Until then the average is the parameter. */
  readonly from?: number;
}

/**
 * Averages the parameters along the steps of an optimizer: `θ̄ ← θ̄ + (θ − θ̄)/n` after the n-th step that counts or, with
 * a decay, `θ̄ ← βθ̄ + (1 − β)θ`. It does not change the training; `evaluate` and `predict` compute with θ̄ if you pass
 * the training as `parametersOf`. Put it outermost, since it must know the final updates.
 *
 * As in PyTorch's `AveragedModel`, the moving average starts at the θ of the first step that counts, so it needs no
 * bias correction.
 *
 * - **Memory** `average.θ̄(name)` for each parameter, all rows of it, from the first step on
 * - **Throws** `GraphError` for a decay outside of [0, 1), a `from` that is no whole number of at least 1
 * - **Source** Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992; from a later step
 *   Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", 2018, algorithm 1
 *
 * @example
 * const learn = train(loss, average(sgd({ learningRate: 0.1 }), { decay: 0.99 }));
 * held.pipe(batch(500), evaluate({ loss }, { parametersOf: learn }));
 */
export function average(optimizer: Transform, options?: AverageOptions): Transform {
  const { decay, from } = optionsOf('average', options, { decay: undefined, from: 1 });
  checkWhole(from, 'from');
  const decayOf = decay === undefined ? undefined : hyperparameter(decay, { name: 'decay', least: 0, below: 1 });
  return updates => {
    const moved = optimizer(updates);
    // After an accumulation these are the steps that move.
    const count = sub(moved.step, from - 1);
    const first = lessEqual(count, 1);
    const weight = decayOf === undefined ? div(1, maximum(count, 1)) : sub(1, decayOf(moved));
    return moved.map((u, parameter) => {
      const mean = memory('average.θ̄', parameter);
      evaluatedAt(mean, parameter, moved);
      const theta = sub(parameter, u);
      const nearer = add(mean, mul(cast(weight, theta.dtype), sub(theta, mean)));
      moved.addRule(becomes(mean, where(first, theta, nearer) as Node), parameter);
      return u;
    });
  };
}
