import { add, becomes, cast, div, equal, maximum, mul, square, sub, where, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { evaluatedAt } from '../rules/step-count.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link scheduleFree}. */
export interface ScheduleFreeOptions {
  /** β, 0.9 by default: 1 would take the gradient at the average, 0 takes it at z, as `average` does. */
  readonly beta?: Hyperparameter;
  /**
   * γ, the rate of the optimizer, if it varies, such as in a warm-up: the weight of a step is its square. 1 by default,
   * so that all steps count equally.
   */
  readonly learningRate?: Hyperparameter;
}

/**
 * Learns without a schedule: the gradient is taken at `y = (1 − β)z + βx`, between the point of the optimizer,
 * `z ← z − u`, and its average, `x ← (1 − c)x + cz` with `c = γ²/Σγ²`. In training the parameters are y; `evaluate` and
 * `predict` compute with x if you pass the training as `parametersOf`. Put it outermost, around an optimizer without
 * momentum: `scheduleFree(sgd())`, or `scheduleFree(adamw({ beta1: 0 }))`, which decays y.
 *
 * - **Memory** `scheduleFree.z(name)` and `scheduleFree.x(name)` for each parameter, all rows of it, from the first
 *   step on
 * - **Throws** `GraphError` for a β outside of [0, 1), a rate below 0
 * - **Source** Defazio et al., "The Road Less Scheduled", 2024, algorithm 1, there around AdamW
 *
 * @example
 * scheduleFree(sgd({ learningRate: 1 }), { beta: 0.95 })
 */
export function scheduleFree(optimizer: Transform, options?: ScheduleFreeOptions): Transform {
  const { beta, learningRate } = optionsOf('scheduleFree', options, { beta: 0.9, learningRate: 1 });
  const betaOf = hyperparameter(beta, { name: 'beta', least: 0, below: 1 });
  const rateOf = hyperparameter(learningRate, { name: 'learningRate', least: 0 });
  return updates => {
    // After an accumulation these are the steps that move.
    const moved = optimizer(updates);
    const [b, weight] = [betaOf(moved), square(rateOf(moved))];
    const weights = moved.state(0, { name: 'scheduleFree.Σγ²' });
    // While the rate is 0 nothing moves, and 0/0 would be NaN.
    const c = div(weight, maximum(becomes(weights, add(weights, weight)), Number.MIN_VALUE));
    const first = equal(moved.step, 1);
    return moved.map((u, parameter) => {
      const [z, x] = [memory('scheduleFree.z', parameter), memory('scheduleFree.x', parameter)];
      evaluatedAt(x, parameter, moved);
      const between = (from: Node, to: Node, part: Node): Node => add(mul(sub(1, part), from), mul(part, to)) as Node;
      const [far, near] = [cast(b, u.dtype), cast(c, u.dtype)] as [Node, Node];
      const ahead = becomes(z, sub(where(first, parameter, z), u) as Node);
      const mean = becomes(x, between(where(first, parameter, x) as Node, ahead as Node, near));
      return sub(parameter, between(ahead as Node, mean as Node, far)) as Node;
    });
  };
}
