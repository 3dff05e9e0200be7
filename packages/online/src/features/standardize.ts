import { optionsOf } from '@thalweg/tensor/engine';
import type { FieldOptions } from '../records/first-record.ts';
import type { Json } from '@thalweg/train';
import { callOf, checkStatistic } from '../statistics/statistic-of.ts';
import { allMoments } from '../statistics/all-moments.ts';
import type { Moments } from '../statistics/moments.ts';
import type { NumericFeature } from './numeric-feature.ts';
import { replaceNumbers, standardizing } from './replace-numbers.ts';

/** Options of {@link standardize}. */
export interface StandardizeOptions extends FieldOptions {
  /** The moments of the numbers that count: all by default; `windowedMoments(1000)` for the last ones. */
  readonly over?: Moments;
}

/**
 * Scales fields to mean 0 and deviation 1: updates the mean and the population deviation by each record, and replaces each
 * number x by `(x − mean) / deviation`; by 0 where the deviation is 0 or unknown. NaN is ignored and stays.
 *
 * - **Shape** a number, or a vector whose length stays; vectors become `Float64Array`
 * - **Reading** `.reading` does not learn
 * - **Throws** `ContractError` for no fields, or a field named twice
 * - **Stream errors** `DataError` for a value that is no number, is infinite, or is a vector of another length; or for a first record
 *   without the field, unless `missing: 'allow'`
 * - **Source** Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962
 *
 * @example
 * payments$.pipe(standardize(['amount', 'age']))
 */
export function standardize<const F extends string>(
  fields: F | readonly F[],
  options?: StandardizeOptions,
): NumericFeature<F> {
  const { over, missing } = optionsOf('standardize', options, { over: allMoments(), missing: 'fail' });
  checkStatistic('standardize', 'over', over, ['mean', 'variance']);
  const described = (): Readonly<Record<string, Json>> => ({
    ...(options?.over && { over: callOf('standardize', 'over', over) }),
    missing,
  });
  return replaceNumbers(fields, standardizing('standardize', over, missing, described));
}
