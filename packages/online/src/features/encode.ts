import { replaceCategory } from './replace-category.ts';
import type { CategoryFeature, CategoryOptions } from './category-feature.ts';

/**
 * Gives each new category of a field the next whole number, from 0 on, so that a table can be read by it. Once `capacity`
 * categories are known, others get the code `capacity`, or the code of the one that was learned longest ago: a table has
 * `capacity + 1` rows. Null and NaN are others; a record without the field passes unchanged.
 *
 * - **Reading** `.reading` learns nothing, and gives unknown categories the code `capacity`
 * - **Throws** `ContractError` for a capacity that is no whole number above 0
 * - **Stream errors** `DataError` for what is no string, number or boolean
 *
 * @example
 * payments$.pipe(encode('country', { capacity: 200 }))
 */
export function encode<const F extends string, const I extends string = F>(
  field: F,
  options: CategoryOptions<I>,
): CategoryFeature<I, number> {
  return replaceCategory('encode', field, options, code => code);
}
