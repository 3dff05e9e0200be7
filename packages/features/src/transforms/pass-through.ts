import { optionsOf } from '@thalweg/tensor/engine';
import { asItIs, type ColumnOptions, ColumnTransform } from '../columns/column-transform.ts';

/**
 * A number unchanged: true is 1, false 0, and a date its milliseconds.
 *
 * - **Width** 1
 * - **Missing** an error when it is applied: `[impute('median'), passThrough()]` fills it in
 * - **Throws** `ContractError` for an unknown option
 *
 * @example
 * columnTransformer({ passengers: passThrough() })
 */
export function passThrough(options?: ColumnOptions): ColumnTransform {
  const { from } = optionsOf('passThrough', options, { from: undefined });
  return new ColumnTransform('passThrough', from, { settings: null, ends: asItIs, map: x => x });
}
