import { exponentialMoments, type Fading } from '../statistics/exponential-moments.ts';
import type { NumericFeature } from './numeric-feature.ts';
import { replaceNumbers } from './replace-numbers.ts';
import { standardizing } from './standardizing.ts';

/**
 * Gives fields mean 0 and deviation 1 as {@link standardize} does, while the past fades: after `halfLife` records, one counts
 * half as much. So it follows fields whose scale drifts.
 *
 * - **Shape** a number, or a vector whose length stays; vectors become `Float64Array`
 * - **Reading** `.reading` learns nothing
 * - **Throws** `ContractError` for no fields, a half-life that is not above 0, or an α outside of (0, 1]
 * - **Stream errors** `DataError` for what is no number, is infinite, or a vector of another length
 * - **Source** West, "Updating Mean and Variance Estimates: An Improved Method", 1979
 *
 * @example
 * payments$.pipe(adaptiveStandardize('amount', { halfLife: 10_000 }))
 */
export function adaptiveStandardize<const F extends string>(
  fields: F | readonly F[],
  fading: Fading,
): NumericFeature<F> {
  return replaceNumbers(fields, standardizing('adaptiveStandardize', exponentialMoments(fading)));
}
