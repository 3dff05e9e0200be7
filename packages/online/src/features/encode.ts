import { optionsOf } from '@thalweg/tensor/engine';
import { replaceCategory } from './replace-category.ts';
import { categoryDefaults, type CategoryFeature, type CategoryOptions } from './category-feature.ts';

/**
 * Replaces categories of a field by whole numbers from 0 on, in order of arrival, which can index a table. Once `capacity`
 * categories are known, others get the code `capacity`, or the code of the one that was learned longest ago: the table needs
 * `capacity + 1` rows. Null and NaN are others; a record without the field passes unchanged.
 *
 * - **Reading** `.reading` does not learn; unknown categories get the code `capacity`
 * - **Throws** `ContractError` for a capacity that is no whole number above 0
 * - **Stream errors** `DataError` for a value that is no string, number or boolean; or for a first record
 *   without the field, unless `missing: 'allow'`
 *
 * @example
 * payments$.pipe(encode('country', { capacity: 200 }))
 */
export function encode<const F extends string, const I extends string = F>(
  field: F,
  options: CategoryOptions<I>,
): CategoryFeature<F, I, number> {
  const chosen = optionsOf('encode', options, categoryDefaults);
  return replaceCategory('encode', field, chosen, code => code);
}
