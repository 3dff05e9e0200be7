import { optionsOf } from '@thalweg/tensor/engine';
import { ColumnTransform, type CategoryParts, type ColumnOptions, type Found } from '../columns/column-transform.ts';

/**
 * 1 where a cell is missing (NaN, null or undefined), 0 elsewhere, for a column of any kind.
 *
 * - **Width** 1
 * - **Throws** `ContractError` for an unknown option
 *
 * @example
 * columnTransformer({
 *   age: [impute('median'), standardize()],
 *   ageMissing: missingIndicator({ from: 'age' }),
 * })
 */
export function missingIndicator(options?: ColumnOptions): ColumnTransform {
  const { from } = optionsOf('missingIndicator', options, { from: undefined });
  return new ColumnTransform('missingIndicator', from, { settings: null, ends: parts() });
}

function parts(): CategoryParts {
  const found: Found = { index: 0, value: 0 };
  return {
    family: 'category',
    initial: () => ({}),
    add: () => {},
    width: () => 1,
    suffix: () => ' is missing',
    finder: () => key => {
      found.value = key === null ? 1 : 0;
      return found;
    },
  };
}
