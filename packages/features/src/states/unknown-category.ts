import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';
import type { CategoryKey } from '../columns/category-key.ts';

/** Returns the error for a category that no row of the fit had. */
export function unknownCategory(name: string, key: CategoryKey): DataError {
  return new DataError(
    name,
    'a category must be one of those that were fitted',
    printed(key),
    "Fit it on more data, or give { unknown: 'other' }.",
  );
}
