import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Preprocessing } from '@thalweg/model';
import type { Observable } from 'rxjs';
import type { FieldOptions } from '../records/first-record.ts';
import type { WithFields } from '../records/known-fields.ts';
import type { Statistic } from '../statistics/statistic.ts';
import { runningMean } from '../statistics/running-mean.ts';
import { runningQuantile } from '../statistics/running-quantile.ts';
import { callOf, checkStatistic } from '../statistics/statistic-of.ts';
import { replaceNumbers, type NumericParts } from './replace-numbers.ts';

/** Options of {@link impute}. */
export interface ImputeOptions extends FieldOptions {
  /** The replacement of a missing number: a statistic of earlier numbers, or a constant. */
  readonly with: 'mean' | 'median' | 'last' | number | Statistic;
}

/** A record in which some fields are filled in. */
export type Imputed<R, F extends string> = {
  [K in keyof R as K extends F ? never : K]: R[K];
} & { [K in keyof R as K extends F ? K : never]-?: R[K] extends number | null | undefined ? number : Float64Array };

/** An operator that fills in fields. */
export interface ImputeFeature<F extends string> extends Preprocessing {
  <R extends object>(source: WithFields<R, F>): Observable<Imputed<R, F>>;
  /** The same operator without learning: it fills fields in with the present state. */
  readonly reading: <R extends object>(source: WithFields<R, F>) => Observable<Imputed<R, F>>;
  /** Returns a record as `reading` does, at once. */
  applyTo<R extends object>(record: R): Imputed<R, F>;
}

/**
 * Fills in missing numbers: NaN, elements that are null or undefined, and fields that are null or missing. All other numbers
 * are learned and stay. Before the first number, NaN stays NaN, and a field that is missing or null stays so.
 *
 * - **Median** estimated by {@link runningQuantile}; any other statistic can be given, as `runningMean(windowedMoments(100))`
 * - **Shape** a number, or a vector whose length stays; vectors become `Float64Array`
 * - **Reading** `.reading` does not learn
 * - **Throws** `ContractError` for no fields, a field named twice, or a number that is not finite
 * - **Stream errors** `DataError` for a value that is no number, is infinite, or is a vector of another length; or for a first record
 *   without the field, unless `missing: 'allow'`
 *
 * @example
 * payments$.pipe(impute(['amount', 'age'], { with: 'median' }))
 */
export function impute<const F extends string>(fields: F | readonly F[], options: ImputeOptions): ImputeFeature<F> {
  const { with: filling, missing } = optionsOf('impute', options, { with: undefined, missing: 'fail' });
  const { value, settings, ...rest } = fillingStatistic(filling);
  const cells = { ...rest, settings: [typeof filling === 'object' ? filling.name : filling, settings] };
  const put: NumericParts['put'] = (x, known, at) => (Number.isNaN(x) ? value(known, at) : x);
  const feature = replaceNumbers(fields, {
    name: 'impute',
    missing,
    cells,
    put,
    fills: true,
    options: () => ({ with: typeof filling === 'object' ? callOf('impute', 'with', filling) : filling, missing }),
    summary: (known, at) => ({ filling: value(known, at) }),
  });
  return feature as unknown as ImputeFeature<F>;
}

function fillingStatistic(
  filling: ImputeOptions['with'],
): Pick<Statistic, 'settings' | 'size' | 'add' | 'checkAt' | 'value'> {
  if (filling === 'mean') return runningMean();
  if (filling === 'median') return runningQuantile(0.5);
  if (filling === 'last') return last();
  if (typeof filling === 'object') {
    checkStatistic('impute', 'with', filling, ['value']);
    return filling;
  }
  if (!Number.isFinite(filling))
    throw new ContractError(
      'impute',
      "with must be 'mean', 'median', 'last', a finite number or a statistic",
      printed(filling),
      "Try 'mean'.",
    );
  return { settings: filling, size: 1, add: () => {}, value: () => filling };
}

/** Returns the last number: an accumulator has 1 once there was a number, and the number. */
function last(): Pick<Statistic, 'settings' | 'size' | 'add' | 'checkAt' | 'value'> {
  return {
    settings: 'last',
    size: 2,
    add(cells, at, x) {
      cells[at] = 1;
      cells[at + 1] = x;
    },
    checkAt(cells, at, is) {
      is.must(cells[at] === 0 || cells[at] === 1, 'a flag must be 0 or 1', cells[at]);
      is.finite({ last: cells[at + 1] });
    },
    value: (cells, at) => (cells[at] === 0 ? NaN : cells[at + 1]!),
  };
}
