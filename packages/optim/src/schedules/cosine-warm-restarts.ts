import { add, cos, div, floor, log, mul, pow, sub, type Node } from '@thalweg/graph';
import type { Schedule } from '../hyperparameter.ts';
import { checkRange } from '../internal/check-range.ts';
import { checkWhole } from '../internal/check-whole.ts';

/** Options of {@link cosineWarmRestarts}. */
export interface CosineWarmRestartsOptions {
  /** How many steps the first period has. */
  readonly steps: number;
  /** How many times as long each period is as the one before, 1 by default. */
  readonly multiply?: number;
  /** The rate that a period falls towards, 0 by default. */
  readonly final?: number;
}

/**
 * Half a cosine after another, each from the full rate: `η(t) = final + ½(rate − final)(1 + cos(π·i/period))`, i being the
 * steps taken since the period began. After the n-th restart a period has `steps·multiplyⁿ` steps. The final rate itself
 * is not reached: the step that would have it begins anew.
 *
 * - **Throws** `GraphError` for a rate below 0, steps or a multiple that is not whole or below 1
 * - **Source** Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, eq. 5
 */
export function cosineWarmRestarts(
  rate: number,
  { steps, multiply = 1, final = 0 }: CosineWarmRestartsOptions,
): Schedule {
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

/** The share of the present period that some steps have taken, all of them being equally long. */
function shareOfEqual(steps: number): (taken: Node) => Node {
  return taken => div(sub(taken, mul(floor(div(taken, steps)), steps)), steps);
}

/** The same where each is some times as long as the one before. The n-th begins after `steps·(multiplyⁿ − 1)/(multiply − 1)`. */
function shareOfGrowing(steps: number, multiply: number): (taken: Node) => Node {
  const scale = (multiply - 1) / steps;
  return taken => {
    // Half a step more keeps the logarithm away from whole numbers, where rounding would choose the period.
    const restarts = floor(div(log(add(1, mul(add(taken, 0.5), scale))), Math.log(multiply)));
    const growth = pow(multiply, restarts);
    const begun = div(sub(growth, 1), scale);
    return div(sub(taken, begun), mul(growth, steps));
  };
}
