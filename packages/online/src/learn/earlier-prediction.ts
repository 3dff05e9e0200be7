import { DataError } from '@thalweg/data';
import { suggestion } from '@thalweg/tensor/engine';
import type { Progress } from '@thalweg/train';

/**
 * Returns a function that reads the earlier prediction of a record. The first record of a learning must have its field; a
 * later one without it has none.
 *
 * - **Throws** `DataError` for a first record without the field, with the one that was meant
 */
export function earlierPrediction(field: string, { last }: Progress): (record: unknown) => unknown {
  let first = last === undefined;
  return record => {
    const value = (record as Readonly<Record<string, unknown>>)[field];
    if (first && value === undefined)
      throw new DataError(
        'learn',
        `the first record must have the field '${field}'`,
        'a record without it',
        suggestion(field, Object.keys(record as object)),
      );
    first = false;
    return value;
  };
}
