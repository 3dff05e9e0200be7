import { add, becomes, cast, div, equal, maximum, mul, square, sub, where, type Node } from '@thalweg/graph';
import type { Hyperparameter } from '../hyperparameter.ts';
import { evaluatedAt } from '../internal/evaluated-at.ts';
import { hyperparameter } from '../internal/hyperparameter.ts';
import { memory } from '../memory.ts';
import type { Transform } from '../transform.ts';

/** Options of {@link scheduleFree}. */
export interface ScheduleFreeOptions {
  /** β, how near the gradient is taken to the average, 0.9 by default; at 0 the rest is averaging as `average` does it. */
  readonly beta?: Hyperparameter;
  /**
   * γ, the rate that the optimizer has, if it is not the same in all steps, such as a warm-up: steps count by its square.
   * 1 by default, so that all count the same.
   */
  readonly learningRate?: Hyperparameter;
}

/**
 * Learning without a schedule: the gradient is taken at `y = (1 − β)z + βx`, between where the optimizer goes, `z ← z − u`,
 * and the average of that, `x ← (1 − c)x + cz` with `c = γ²/Σγ²`. The parameters are y in training; `evaluate` and
 * `predict` compute with x when they are given the training as `parametersOf`. It comes outermost, and the optimizer
 * within has no momentum: `scheduleFree(sgd())`, or `scheduleFree(adamw({ beta1: 0 }))`, whose decay is of y.
 *
 * - **Memory** `scheduleFree.z(name)` and `scheduleFree.x(name)` for each parameter, all rows of it, from the first step on
 * - **Throws** `GraphError` for a β outside of [0, 1), a rate below 0
 * - **Source** Defazio et al., "The Road Less Scheduled", 2024, algorithm 1, there around AdamW
 *
 * @example
 * scheduleFree(sgd({ learningRate: 1 }), { beta: 0.95 })
 */
export function scheduleFree(
  optimizer: Transform,
  { beta = 0.9, learningRate = 1 }: ScheduleFreeOptions = {},
): Transform {
  const betaOf = hyperparameter(beta, { name: 'beta', least: 0, below: 1 });
  const rateOf = hyperparameter(learningRate, { name: 'learningRate', least: 0 });
  return updates => {
    // Behind an accumulation its steps are those that move.
    const moved = optimizer(updates);
    const [b, weight] = [betaOf(moved), square(rateOf(moved))];
    const weights = moved.state(0, { name: 'scheduleFree.Σγ²' });
    // Until the rate is above 0 nothing has moved, and 0/0 would be no number.
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
