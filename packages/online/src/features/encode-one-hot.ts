import { allocate } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { replaceCategory } from './replace-category.ts';
import { categoryDefaults, type CategoryFeature, type CategoryOptions } from './category-feature.ts';

/**
 * Replaces a field's category by a vector with a 1 at the code that {@link encode} assigns, and 0 elsewhere.
 *
 * - **Shape** `capacity + 1` numbers, the last of them for others
 * - **Reading** `.reading` does not learn, and treats unknown categories as others
 * - **Throws** `ContractError` for a capacity that is no whole number above 0
 * - **Stream errors** `DataError` for a value that is no string, number or boolean; or for a first record
 *   without the field, unless `missing: 'allow'`
 *
 * @example
 * payments$.pipe(encodeOneHot('currency', { capacity: 20 }))
 */
export function encodeOneHot<const F extends string, const I extends string = F>(
  field: F,
  options: CategoryOptions<I>,
): CategoryFeature<F, I, Float64Array> {
  const chosen = optionsOf('encodeOneHot', options, categoryDefaults);
  return replaceCategory('encodeOneHot', field, chosen, code => {
    const vector = allocate('float64', chosen.capacity + 1);
    vector[code] = 1;
    return vector;
  });
}
