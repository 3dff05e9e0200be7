import { optionsOf } from '@thalweg/tensor/engine';
import type { FieldOptions } from '../records/first-record.ts';
import { exponentialMoments, type Fading } from '../statistics/exponential-moments.ts';
import type { NumericFeature } from './numeric-feature.ts';
import { replaceNumbers, standardizing } from './replace-numbers.ts';

/**
 * Scales fields to mean 0 and deviation 1 as {@link standardize} does, but the past decays: after `halfLife` records, one counts
 * half as much. So it follows fields whose scale drifts.
 *
 * - **Shape** a number, or a vector whose length stays; vectors become `Float64Array`
 * - **Reading** `.reading` does not learn
 * - **Throws** `ContractError` for no fields, a half-life that is not above 0, or an α outside of (0, 1]
 * - **Stream errors** `DataError` for a value that is no number, is infinite, or is a vector of another length; or for a first record
 *   without the field, unless `missing: 'allow'`
 * - **Source** West, "Updating Mean and Variance Estimates: An Improved Method", 1979
 *
 * @example
 * payments$.pipe(adaptiveStandardize('amount', { halfLife: 10_000 }))
 */
export function adaptiveStandardize<const F extends string>(
  fields: F | readonly F[],
  options: Fading & FieldOptions,
): NumericFeature<F> {
  const { missing, ...fading } = optionsOf('adaptiveStandardize', options, {
    halfLife: undefined,
    alpha: undefined,
    missing: 'fail',
  });
  const moments = exponentialMoments(fading as Fading);
  return replaceNumbers(
    fields,
    standardizing('adaptiveStandardize', moments, missing, () => ({ ...known(fading), missing })),
  );
}

/** Returns the option that was given. */
function known(fading: { readonly halfLife: number | undefined; readonly alpha: number | undefined }): Fading {
  const { halfLife, alpha } = fading;
  return halfLife === undefined ? { alpha: alpha! } : { halfLife };
}
