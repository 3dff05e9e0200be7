import { allocate, ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { baseline, type Baseline, checkClasses, writeLabel } from './baseline.ts';
import type { BaselineOptions } from './no-change.ts';

/**
 * Returns the baseline that predicts the label of one period ago, such as that of the same hour yesterday. In the first period it
 * predicts 0.
 *
 * The operator takes the outcomes of a model, and emits them with its own prediction, and a loss of NaN.
 *
 * - **Throws** `ContractError` for a period below 1, or fewer than 2 classes
 * - **Stream errors** a label that is not finite, or no class; nothing of its outcome is learned
 *
 * @example
 * learned$.pipe(seasonalNaive(24), progressive(mae()))
 */
export function seasonalNaive(period: number, options?: BaselineOptions): Baseline {
  const { classes } = optionsOf('seasonalNaive', options, { classes: 0 });
  checkClasses('seasonalNaive', classes);
  if (!Number.isSafeInteger(period) || period < 1)
    throw new ContractError('seasonalNaive', 'the period must be an integer of at least 1', String(period), 'Try 24.');
  return baseline({
    name: 'seasonalNaive',
    settings: { classes, period },
    scores: classes,
    initial: () => ({ labels: allocate('float64', period) as Float64Array, next: 0 }),
    check({ labels, next }, is) {
      is.numbers('labels', labels, period);
      is.counts({ next });
      is.must(next < period, `next must be below ${period}`, next);
    },
    predict: ({ labels, next }, out, at) => writeLabel(out, at, labels[next]!, classes),
    learn(state, label) {
      state.labels[state.next] = label;
      state.next = (state.next + 1) % period;
    },
  });
}
