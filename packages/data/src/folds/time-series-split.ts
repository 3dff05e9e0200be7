import { optionsOf } from '@thalweg/tensor/engine';
import { DataError } from '../core/data-error.ts';
import type { Dataset } from '../core/dataset.ts';
import { checkCount } from '../core/checks.ts';
import { fixedRows, partOfRows, selected } from '../core/rows.ts';
import type { Fold } from './fold.ts';

/** Options of {@link timeSeriesSplit}. */
export interface TimeSeriesSplitOptions {
  /** The number of rows to validate on in each fold; by default the rows divided by the number of folds and one. */
  readonly testSize?: number;
  /** The number of rows left out between training and validation, for labels that come late; 0 by default. */
  readonly gap?: number;
  /** The most rows to train on, the latest ones; all earlier rows by default. */
  readonly maxTrainSize?: number;
}

/**
 * Returns folds for rows in the order of time: each trains on rows that come before those that it validates on. The validation
 * parts are the last rows, one part after the other; the training parts grow.
 *
 * - **Order** that of the dataset, which must be that of time
 * - **Throws** {@link DataError} if there are not enough rows, or the rows cannot be read in any order
 * - **Source** the rule is that of scikit-learn's `TimeSeriesSplit`
 *
 * @example
 * const folds = timeSeriesSplit(fromColumns({ x: [1, 2, 3, 4, 5, 6] }), 2);
 * folds.map(({ training, validation }) => [training.length, validation.length]) // => [[2, 2], [4, 2]]
 */
export function timeSeriesSplit<T>(dataset: Dataset<T>, folds: number, options?: TimeSeriesSplitOptions): Fold<T>[] {
  const chosen = optionsOf('timeSeriesSplit', options, { testSize: undefined, gap: 0, maxTrainSize: Infinity });
  checkCount('timeSeriesSplit', 'folds', folds, 2);
  const all = fixedRows('timeSeriesSplit', dataset);
  const { gap, maxTrainSize, testSize = Math.floor(all.length / (folds + 1)) } = chosen;
  checkCount('timeSeriesSplit', 'gap', gap, 0);
  checkCount('timeSeriesSplit', 'maxTrainSize', maxTrainSize, 1, 'or Infinity');
  if (chosen.testSize !== undefined) checkCount('timeSeriesSplit', 'testSize', testSize, 1);
  const first = all.length - folds * testSize;
  if (testSize < 1 || first - gap < 1)
    throw new DataError(
      'timeSeriesSplit',
      `there must be more than ${folds * Math.max(testSize, 1) + gap} rows, for ${folds} folds of ${Math.max(testSize, 1)} and a gap of ${gap}`,
      String(all.length),
      'Take fewer folds, or a smaller testSize or gap.',
    );
  const part = (from: number, to: number): Dataset<T> => selected(partOfRows(all, from, to), dataset.epochs);
  return Array.from({ length: folds }, (_, fold) => {
    const start = first + fold * testSize;
    const end = start - gap;
    return { training: part(Math.max(0, end - maxTrainSize), end), validation: part(start, start + testSize) };
  });
}
