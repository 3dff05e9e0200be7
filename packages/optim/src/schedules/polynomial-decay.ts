import { add, div, minimum, mul, pow, sub, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { endingAfter, type Schedule, type ScheduleLength, stepsOf } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';

/** Options of {@link polynomialDecay}. */
export interface PolynomialDecayOptions extends ScheduleLength {
  /** p, 1 by default: a straight line. */
  readonly power?: number;
  /** The last rate, 0 by default. */
  readonly final?: number;
}

/**
 * Falls as a power of the remaining share of steps: `η(t) = final + (rate − final)(1 − min(t−1, steps)/steps)ᵖ`, so
 * that the first step has the full rate.
 *
 * - **Throws** `GraphError` for a rate, power or final rate below 0, steps below 1
 */
export function polynomialDecay(rate: number, options: PolynomialDecayOptions): Schedule {
  const { power, final, ...length } = optionsOf('polynomialDecay', options, {
    steps: undefined,
    total: undefined,
    power: 1,
    final: 0,
  });
  const steps = stepsOf('polynomialDecay', length);
  checkRange(rate, { name: 'polynomialDecay: rate', least: 0 });
  checkRange(power, { name: 'polynomialDecay: power', least: 0 });
  checkRange(final, { name: 'polynomialDecay: final', least: 0 });
  return endingAfter(steps, final / rate, t => {
    const left = sub(1, div(minimum(sub(t, 1), steps), steps));
    return add(final, mul(rate - final, pow(left, power))) as Node<readonly []>;
  });
}
