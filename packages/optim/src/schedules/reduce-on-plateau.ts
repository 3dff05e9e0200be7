import { add, becomes, cast, div, greater, GraphError, less, maximum, mul, sub, where, type Node, type Writable } from '@thalweg/graph'; // prettier-ignore
import { optionsOf } from '@thalweg/tensor/engine';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange, checkWhole } from '../rules/check-range.ts';
import { everyNth } from '../rules/step-count.ts';

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** The metric that should improve: the loss, or any scalar of the run, such as an input with a validation loss. */
  readonly of: Node<readonly []>;
  /**
   * The number of steps in each check, such as those of an epoch, 1 by default: a check takes the mean of the metric.
   */
  readonly every?: number;
  /** The better direction: `'min'` by default, for a loss; `'max'` for a score. */
  readonly mode?: 'min' | 'max';
  /** The factor that lowers the rate, 0.1 by default. */
  readonly factor?: number;
  /** The number of checks in a row that may show no improvement, 10 by default; the next one lowers the rate. */
  readonly patience?: number;
  /** The least improvement that counts, as a share of the best value, 1e-4 by default. */
  readonly threshold?: number;
  /** The number of checks without effect after the rate was lowered, 0 by default. */
  readonly cooldown?: number;
  /** The lower bound of the rate, 0 by default. */
  readonly least?: number;
}

/**
 * Lowers the rate when a metric, such as the loss, stops improving. The new rate holds from the next step on.
 *
 * - **Memory** `reduceOnPlateau.rate`, `.best`, `.worse`, `.rest` and `.sum`
 * - **Throws** `GraphError` for a rate or a lower bound below 0, a factor or a threshold outside of [0, 1), an `every`
 *   that is no whole number of at least 1, a patience or a cooldown below 0, another mode, and if the schedule is
 *   called without its run
 * - **Source** as PyTorch's ReduceLROnPlateau, with a relative threshold
 *
 * @example
 * adam({ learningRate: reduceOnPlateau(0.01, { of: loss, every: stepsPerEpoch, patience: 2 }) })
 */
export function reduceOnPlateau(rate: number, options: ReduceOnPlateauOptions): Schedule {
  const { of, every, mode, factor, patience, threshold, cooldown, least } = optionsOf('reduceOnPlateau', options, {
    of: undefined,
    every: 1,
    mode: 'min',
    factor: 0.1,
    patience: 10,
    threshold: 1e-4,
    cooldown: 0,
    least: 0,
  });
  checkRange(rate, { name: 'reduceOnPlateau: rate', least: 0 });
  checkRange(least, { name: 'least', least: 0 });
  checkRange(factor, { name: 'factor', least: 0, below: 1 });
  checkRange(threshold, { name: 'threshold', least: 0, below: 1 });
  checkRange(patience, { name: 'patience', least: 0 });
  checkRange(cooldown, { name: 'cooldown', least: 0 });
  checkWhole(every, 'every');
  const { start, better } = comparisonOf(mode, threshold);
  return (step, run) => {
    if (run === undefined)
      throw new GraphError('reduceOnPlateau', 'must be given its run', 'none', 'Pass it on: schedule(step, run).');
    const stateOf = (part: string, value: number): Writable => run.state(value, { name: `reduceOnPlateau.${part}` });
    const sum = stateOf('sum', 0);
    const best = stateOf('best', start);
    const worse = stateOf('worse', 0);
    const rest = stateOf('rest', 0);
    const now = stateOf('rate', rate);
    const total = add(sum, cast(of as Node, 'float64'));
    const looks = everyNth(step, every) as Node;
    const mean = div(total, every);
    const isBetter = better(mean, best);
    const isResting = greater(rest, 0);
    const count = where(isResting, 0, where(isBetter, 0, add(worse, 1)));
    const lowers = greater(count, patience);
    run.addRule(becomes(sum, where(looks, 0, total)));
    run.addRule(becomes(best, where(looks, where(isBetter, mean, best), best)));
    run.addRule(becomes(worse, where(looks, where(lowers, 0, count), worse)));
    run.addRule(becomes(rest, where(looks, where(lowers, cooldown, where(isResting, sub(rest, 1), rest)), rest)));
    run.addRule(becomes(now, where(looks, where(lowers, maximum(mul(now, factor), least), now), now)));
    return now as Node as Node<readonly []>;
  };
}

/**
 * Returns the first best value, which every value is better than, and the comparison of a value with the best so far.
 */
function comparisonOf(
  mode: 'min' | 'max',
  threshold: number,
): { start: number; better: (now: Node, best: Node) => Node } {
  if (mode === 'min') return { start: Infinity, better: (now, best) => less(now, mul(best, 1 - threshold)) };
  if (mode === 'max') return { start: -Infinity, better: (now, best) => greater(now, mul(best, 1 + threshold)) };
  throw new GraphError('mode', "must be 'min' or 'max'", String(mode), 'Check the options.');
}
