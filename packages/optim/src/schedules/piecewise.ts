import { constant, GraphError, greater, where, type Node } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange, checkRising } from '../rules/check-range.ts';

/** Options of {@link piecewise}. */
export interface PiecewiseOptions {
  /** The numbers of steps after which the next rate begins, in rising order. */
  readonly at: readonly number[];
  /** The rate from the first step on, then one for each number of `at`. */
  readonly rates: readonly number[];
}

/**
 * Returns one rate after another, each for some steps: `η(t) = rates[n]`, where n counts the numbers of `at` that are
 * below t.
 *
 * - **Throws** `GraphError` for a rate below 0, an `at` that is not whole, below 1 or not rising, or if there is not
 *   one rate more than numbers in `at`
 */
export function piecewise(options: PiecewiseOptions): Schedule {
  const { at, rates } = optionsOf('piecewise', options, { at: undefined, rates: undefined });
  checkRising(at, 'piecewise: at');
  const [first = 0, ...later] = rates.map(rate => checkRange(rate, { name: 'piecewise: rates', least: 0 }));
  if (rates.length !== at.length + 1) {
    const given = `${rates.length} rates and ${at.length} changes`;
    throw new GraphError('piecewise: rates', 'must be one more than changes', given, 'Begin with the first rate.');
  }
  return t => {
    const start: Node<readonly []> = constant(first, { dtype: 'float64' });
    return later.reduce((before, rate, i) => where(greater(t, at[i]!), rate, before), start);
  };
}
