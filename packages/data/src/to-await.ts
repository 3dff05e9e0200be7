import { DataError } from './data-error.ts';

/** Returns a promise of a dataset, which says that it must be awaited if it is used as the dataset. */
export function toAwait<T>(reader: string, dataset: Promise<T>): Promise<T> {
  const value = (): never => {
    throw new DataError(reader, 'its dataset must be awaited', 'a promise', `Write (await ${reader}(…)).pipe(…).`);
  };
  return Object.defineProperties(dataset, { pipe: { value }, subscribe: { value } });
}
