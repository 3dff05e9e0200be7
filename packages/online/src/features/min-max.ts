import { optionsOf } from '@thalweg/tensor/engine';
import type { FieldOptions } from '../records/first-record.ts';
import { callOf, checkStatistic } from '../statistics/statistic-of.ts';
import { allExtremes } from '../statistics/all-extremes.ts';
import type { Extremes } from '../statistics/extremes.ts';
import type { NumericFeature } from './numeric-feature.ts';
import { replaceNumbers } from './replace-numbers.ts';

/** Options of {@link minMax}. */
export interface MinMaxOptions extends FieldOptions {
  /** The extremes of the numbers that count: all by default; `windowedExtremes(1000)` for the last ones. */
  readonly over?: Extremes;
}

/**
 * Scales fields to 0 to 1: updates the smallest and the largest number by each record, and replaces each number x by
 * `(x − least) / (largest − least)`; by 0 where the two are equal or unknown. NaN is ignored and stays.
 *
 * - **Shape** a number, or a vector whose length stays; vectors become `Float64Array`
 * - **Reading** `.reading` does not learn; numbers beyond the learned extremes are then below 0 or above 1
 * - **Throws** `ContractError` for no fields, or a field named twice
 * - **Stream errors** `DataError` for a value that is no number, is infinite, or is a vector of another length; or for a first record
 *   without the field, unless `missing: 'allow'`
 *
 * @example
 * payments$.pipe(minMax('amount'))
 */
export function minMax<const F extends string>(fields: F | readonly F[], options?: MinMaxOptions): NumericFeature<F> {
  const { over, missing } = optionsOf('minMax', options, { over: allExtremes(), missing: 'fail' });
  checkStatistic('minMax', 'over', over, ['least', 'largest']);
  return replaceNumbers(fields, {
    name: 'minMax',
    missing,
    cells: over,
    options: () => ({ ...(options?.over && { over: callOf('minMax', 'over', over) }), missing }),
    summary: (cells, at) => ({ least: over.least(cells, at), most: over.largest(cells, at) }),
    put(x, cells, at) {
      const least = over.least(cells, at);
      const range = over.largest(cells, at) - least;
      if (range > 0) return (x - least) / range;
      return Number.isNaN(x) ? NaN : 0;
    },
  });
}
