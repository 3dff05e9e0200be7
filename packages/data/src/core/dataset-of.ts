import { printed } from '@thalweg/tensor/engine';
import { DataError } from './data-error.ts';
import { Dataset } from './dataset.ts';

/**
 * Returns what must be a dataset.
 *
 * - **Throws** {@link DataError} for anything else
 */
export function datasetOf<T>(name: string, given: Dataset<T>): Dataset<T> {
  if ((given as unknown) instanceof Dataset) return given;
  const advice = Array.isArray(given)
    ? 'Make one with fromIterable.'
    : (given as unknown) instanceof Promise
      ? 'Await it first.'
      : 'Make one with a reader, or fromAsyncIterable.';
  throw new DataError(name, 'the source must be a dataset', printed(given), advice);
}

/** Returns a promise of a dataset, which says that it must be awaited if it is used as the dataset. */
export function toAwait<T>(reader: string, dataset: Promise<T>): Promise<T> {
  const value = (): never => {
    throw new DataError(reader, 'its dataset must be awaited', 'a promise', `Write (await ${reader}(…)).pipe(…).`);
  };
  return Object.defineProperties(dataset, { pipe: { value }, subscribe: { value } });
}
