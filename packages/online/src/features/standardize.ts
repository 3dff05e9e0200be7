import { allMoments } from '../statistics/all-moments.ts';
import type { Moments } from '../statistics/moments.ts';
import type { NumericFeature } from './numeric-feature.ts';
import { replaceNumbers } from './replace-numbers.ts';
import { standardizing } from './standardizing.ts';

/** Options of {@link standardize}. */
export interface StandardizeOptions {
  /** Which numbers count: all by default; `windowedMoments(1000)` for the last ones. */
  readonly over?: Moments;
}

/**
 * Gives fields mean 0 and deviation 1: takes each record into the mean and the deviation, that of the population, and puts
 * `(x − mean) / deviation` into the place of each number x; 0 where the deviation is 0 or nothing is known. NaN teaches
 * nothing and stays.
 *
 * - **Shape** a number, or a vector whose length stays; vectors become `Float64Array`
 * - **Reading** `.reading` learns nothing
 * - **Throws** `ContractError` for no fields, or a field named twice
 * - **Stream errors** `DataError` for what is no number, is infinite, or a vector of another length
 * - **Source** Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962
 *
 * @example
 * payments$.pipe(standardize(['amount', 'age']))
 */
export function standardize<const F extends string>(
  fields: F | readonly F[],
  { over = allMoments() }: StandardizeOptions = {},
): NumericFeature<F> {
  return replaceNumbers(fields, standardizing('standardize', over));
}
