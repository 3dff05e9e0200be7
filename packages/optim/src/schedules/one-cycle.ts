import { add, clip, cos, div, GraphError, lessEqual, mul, sub, where, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { endingAfter, type Schedule, type ScheduleLength, stepsOf } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';

/** Options of {@link oneCycle}. */
export interface OneCycleOptions extends ScheduleLength {
  /** The share of the steps up to the one with the highest rate, 0.3 by default. */
  readonly warmUp?: number;
  /** The rate of the first step, a 25th of the highest by default. */
  readonly start?: number;
  /** The last rate, a 10,000th of the first by default. */
  readonly final?: number;
  /** The curve up and down: half a cosine each by default, or a straight line. */
  readonly curve?: 'cosine' | 'linear';
}

/**
 * Rises from a low rate to the highest, then falls to a far lower one:
 * `η(t) = start + (rate − start)·c((t−1)/(peak−1))` up to `peak = warmUp·steps`, then
 * `η(t) = rate + (final − rate)·c((t−peak)/(steps−peak))`, with `c(x) = ½(1 − cos(π·x))`, or `c(x) = x` for straight
 * lines.
 *
 * - **Throws** `GraphError` for a rate below 0, a share outside of [0, 1), a peak that is not after the first step
 * - **Source** Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates",
 *   2018, §3
 */
export function oneCycle(rate: number, options: OneCycleOptions): Schedule {
  const given = optionsOf('oneCycle', options, {
    steps: undefined,
    total: undefined,
    warmUp: 0.3,
    start: rate / 25,
    final: undefined,
    curve: 'cosine',
  });
  const { warmUp, start, final = start / 1e4, curve } = given;
  const steps = stepsOf('oneCycle', given);
  checkRange(rate, { name: 'oneCycle: rate', least: 0 });
  checkRange(warmUp, { name: 'oneCycle: warmUp', least: 0, below: 1 });
  checkRange(start, { name: 'oneCycle: start', least: 0 });
  checkRange(final, { name: 'oneCycle: final', least: 0 });
  const between = ways[curve];
  if (between === undefined)
    throw new GraphError('oneCycle: curve', "must be 'cosine' or 'linear'", String(curve), 'Choose one of them.');
  const peak = warmUp * steps;
  if (peak <= 1) {
    const advice = 'Give more steps, or a larger warmUp.';
    throw new GraphError('oneCycle: warmUp', 'must put the peak after step 1', `step ${peak}`, advice);
  }
  return endingAfter(steps, final / rate, t => {
    const up = between(start, rate, share(t, 1, peak));
    const down = between(rate, final, share(t, peak, steps));
    return where(lessEqual(t, peak) as Node, up, down) as Node<readonly []>;
  });
}

/** The curves: the rate at a share of the way from one rate to another. */
const ways: Readonly<Record<string, (from: number, to: number, share: Node) => Node>> = {
  cosine: (from, to, share) => add(to, mul((from - to) / 2, add(1, cos(mul(share, Math.PI))))),
  linear: (from, to, share) => add(from, mul(to - from, share)),
};

/** The elapsed share of the steps from one to another, from 0 to 1. */
function share(t: Node<readonly []>, from: number, to: number): Node {
  return clip(div(sub(t, from), to - from) as Node, { min: 0, max: 1 });
}
