import { optionsOf } from '@thalweg/tensor/engine';
import { baseline, type Baseline, checkClasses, writeLabel } from './baseline.ts';

/** Options of baselines that repeat a label. */
export interface BaselineOptions {
  /** The number of classes, if there are more than two: predictions are then scores of classes. By default they are numbers. */
  readonly classes?: number;
}

/**
 * Returns the baseline that predicts the last label again. Before any label it predicts 0.
 *
 * The operator takes the outcomes of a model, and emits them with its own prediction, and a loss of NaN. Labels that come late
 * count in the order in which they come.
 *
 * - **Throws** `ContractError` for fewer than 2 classes
 * - **Stream errors** a label that is not finite, or no class; nothing of its outcome is learned
 *
 * @example
 * learned$.pipe(noChange(), progressive(accuracy()))
 */
export function noChange(options?: BaselineOptions): Baseline {
  const { classes } = optionsOf('noChange', options, { classes: 0 });
  checkClasses('noChange', classes);
  return baseline({
    name: 'noChange',
    settings: { classes },
    scores: classes,
    initial: () => ({ label: 0 }),
    check: ({ label }, is) => is.finite({ label }),
    predict: ({ label }, out, at) => writeLabel(out, at, label, classes),
    learn(state, label) {
      state.label = label;
    },
  });
}
