import { allocate, ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { baseline, type Baseline, checkClasses } from './baseline.ts';

/** Options of {@link priorClass}. */
export interface PriorClassOptions {
  /** The number of classes; 2 by default. The prediction has a probability for each of them. */
  readonly classes?: number;
  /** The factor by which older labels count less with each label; 1 by default, so that all count alike. */
  readonly fading?: number;
}

/**
 * Returns the baseline that predicts the share of each class so far; before any label, all are alike. Its accuracy is that of the
 * most frequent class, its log loss the entropy of the labels.
 *
 * The operator takes the outcomes of a model, and emits them with its own prediction, and a loss of NaN.
 *
 * - **Throws** `ContractError` for fewer than 2 classes, or a fading that is not above 0 and at most 1
 * - **Stream errors** a label that is no class; nothing of its outcome is learned
 *
 * @example
 * learned$.pipe(priorClass(), progressive({ accuracy: accuracy(), loss: logLoss() }))
 */
export function priorClass(options?: PriorClassOptions): Baseline {
  const { classes, fading } = optionsOf('priorClass', options, { classes: 2, fading: 1 });
  checkClasses('priorClass', classes || 1);
  if (!(fading > 0 && fading <= 1))
    throw new ContractError('priorClass', 'fading must be above 0 and at most 1', String(fading), 'Try 0.999.');
  return baseline({
    name: 'priorClass',
    settings: { classes, fading },
    scores: classes,
    initial: () => ({ counts: allocate('float64', classes) as Float64Array }),
    check: ({ counts }, is) => is.numbers('counts', counts, classes, 0),
    predict({ counts }, out, at) {
      let sum = 0;
      for (const count of counts) sum += count;
      for (let i = 0; i < classes; i++) out[at + i] = sum > 0 ? counts[i]! / sum : 1 / classes;
    },
    learn({ counts }, label) {
      if (fading < 1) for (let i = 0; i < classes; i++) counts[i]! *= fading;
      counts[label]! += 1;
    },
  });
}
