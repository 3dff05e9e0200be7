import { allExtremes } from '../statistics/all-extremes.ts';
import type { Extremes } from '../statistics/extremes.ts';
import type { NumericFeature } from './numeric-feature.ts';
import { replaceNumbers } from './replace-numbers.ts';

/** Options of {@link minMax}. */
export interface MinMaxOptions {
  /** Which numbers count: all by default; `windowedExtremes(1000)` for the last ones. */
  readonly over?: Extremes;
}

/**
 * Puts fields between 0 and 1: takes each record into the least and the largest number, and puts
 * `(x − least) / (largest − least)` into the place of each number x; 0 where the two are equal or nothing is known. NaN
 * teaches nothing and stays.
 *
 * - **Shape** a number, or a vector whose length stays; vectors become `Float64Array`
 * - **Reading** `.reading` learns nothing, and what lies outside of all that was learned lies outside of 0 to 1
 * - **Throws** `ContractError` for no fields, or a field named twice
 * - **Stream errors** `DataError` for what is no number, is infinite, or a vector of another length
 *
 * @example
 * payments$.pipe(minMax('amount'))
 */
export function minMax<const F extends string>(
  fields: F | readonly F[],
  { over = allExtremes() }: MinMaxOptions = {},
): NumericFeature<F> {
  return replaceNumbers(fields, {
    name: 'minMax',
    cells: over,
    put(x, cells, at) {
      const least = over.least(cells, at);
      const range = over.largest(cells, at) - least;
      if (range > 0) return (x - least) / range;
      return Number.isNaN(x) ? NaN : 0;
    },
  });
}
