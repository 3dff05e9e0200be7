import { Dataset } from './dataset.ts';
import { mapped } from './internal/mapped.ts';

/**
 * Returns the dataset of what `step` makes of each item. An item is passed to it once, also when a reading is resumed: `step`
 * may move a state that is saved apart from the position.
 */
export function mapOnce<T, R>(dataset: Dataset<T>, step: (item: T) => R): Dataset<R> {
  return new Dataset(mapped(dataset, step, true));
}
