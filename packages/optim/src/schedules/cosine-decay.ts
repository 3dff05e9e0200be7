import { add, cos, minimum, mul, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { endingAfter, type Schedule, type ScheduleLength, stepsOf } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions extends ScheduleLength {
  /** The last rate, 0 by default. */
  readonly final?: number;
}

/**
 * Falls along half a cosine from the first rate to the last:
 * `η(t) = final + ½(rate − final)(1 + cos(π·min(t−1, steps)/steps))`, so that the first step has the full rate.
 *
 * - **Throws** `GraphError` for a rate or final rate below 0, steps below 1
 * - **Source** Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, eq. 5
 */
export function cosineDecay(rate: number, options: CosineDecayOptions): Schedule {
  const { final, ...length } = optionsOf('cosineDecay', options, { steps: undefined, total: undefined, final: 0 });
  const steps = stepsOf('cosineDecay', length);
  checkRange(rate, { name: 'cosineDecay: rate', least: 0 });
  checkRange(final, { name: 'cosineDecay: final', least: 0 });
  return endingAfter(steps, final / rate, t => {
    const done = minimum(sub(t, 1), steps);
    return add(final, mul((rate - final) / 2, add(1, cos(mul(done, Math.PI / steps))))) as Node<readonly []>;
  });
}
