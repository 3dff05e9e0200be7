import { add, cos, div, floor, log, mul, pow, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange, checkWhole } from '../rules/check-range.ts';

/** Options of {@link cosineWarmRestarts}. */
export interface CosineWarmRestartsOptions {
  /** The number of steps in the first period. */
  readonly steps: number;
  /** The length of each period as a multiple of the previous one, 1 by default. */
  readonly multiply?: number;
  /** The rate that a period falls towards, 0 by default. */
  readonly final?: number;
}

/**
 * Falls along half a cosine again and again, each time from the full rate:
 * `η(t) = final + ½(rate − final)(1 + cos(π·i/period))`, where i counts the steps since the period began. After the n-th restart a period has
 * `steps·multiplyⁿ` steps. The rate never reaches the final one: that step starts the next period.
 *
 * - **Throws** `GraphError` for a rate below 0, steps or a multiple that is not whole or below 1
 * - **Source** Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, eq. 5
 */
export function cosineWarmRestarts(rate: number, options: CosineWarmRestartsOptions): Schedule {
  const { steps, multiply, final } = optionsOf('cosineWarmRestarts', options, {
    steps: undefined,
    multiply: 1,
    final: 0,
  });
  checkRange(rate, { name: 'cosineWarmRestarts: rate', least: 0 });
  checkWhole(steps, 'cosineWarmRestarts: steps');
  checkWhole(multiply, 'cosineWarmRestarts: multiply');
  checkRange(final, { name: 'cosineWarmRestarts: final', least: 0 });
  const share = multiply === 1 ? shareOfEqual(steps) : shareOfGrowing(steps, multiply);
  return t => {
    const wave = cos(mul(share(sub(t, 1) as Node), Math.PI));
    return add(final, mul((rate - final) / 2, add(1, wave))) as Node<readonly []>;
  };
}

/** The elapsed share of the current period, if all periods have the same length. */
function shareOfEqual(steps: number): (taken: Node) => Node {
  return taken => div(sub(taken, mul(floor(div(taken, steps)), steps)), steps);
}

/**
 * The same if each period is a multiple of the previous one. The n-th begins after
 * `steps·(multiplyⁿ − 1)/(multiply − 1)`.
 */
function shareOfGrowing(steps: number, multiply: number): (taken: Node) => Node {
  const scale = (multiply - 1) / steps;
  return taken => {
    // Half a step keeps the logarithm away from whole numbers, where rounding would choose the period.
    const restarts = floor(div(log(add(1, mul(add(taken, 0.5), scale))), Math.log(multiply)));
    const growth = pow(multiply, restarts);
    const begun = div(sub(growth, 1), scale);
    return div(sub(taken, begun), mul(growth, steps));
  };
}
