import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/data-error.ts';
import { datasetOf } from '../core/dataset-of.ts';
import { LabelCoder } from './label-codes.ts';
import { pullWhile } from '../core/epoch-iterators.ts';
import type { Label, LabelField } from '../core/label.ts';

/**
 * Returns a weight for each class, by its label: `rows / (classes · rows of the class)`. With these weights each class
 * contributes as much to a loss as any other, and the mean weight of the rows is 1.
 *
 * - **Throws** {@link DataError} if the dataset is empty or has to be awaited, or if a label is missing
 * - **Source** King and Zeng, "Logistic Regression in Rare Events Data", 2001; scikit-learn's `class_weight='balanced'`
 *
 * @example
 * [...classWeights(fromIterable([{ y: 0 }, { y: 0 }, { y: 0 }, { y: 1 }]), 'y')] // => [[0, 0.6666666666666666], [1, 2]]
 */
export function classWeights<T>(dataset: Dataset<T>, field: LabelField<T>): ReadonlyMap<Label, number> {
  const coder = new LabelCoder('classWeights', field);
  let rows = 0;
  const { reader } = datasetOf('classWeights', dataset);
  const run = reader.openRun?.(0);
  const iterator = (run ?? reader).read(0, 0);
  const awaited = pullWhile(iterator, record => record !== undefined && coder.add(record, rows++) >= 0);
  iterator.close?.();
  run?.close();
  if (awaited !== undefined) {
    awaited.catch(() => undefined);
    throw refused('a dataset whose records have to be awaited', 'await collect(dataset)');
  }
  if (rows === 0) throw refused('none', 'a dataset with rows');
  return new Map(coder.labels.map((label, code) => [label, rows / (coder.labels.length * coder.counts[code]!)]));
}

function refused(given: string, advice: string): DataError {
  return new DataError(
    'classWeights',
    'there must be records that can be counted at once',
    given,
    `Give it ${advice}.`,
  );
}
