import { ContractError } from '@thalweg/tensor';
import { Observable, takeWhile, type MonoTypeOperatorFunction } from 'rxjs';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions<R> {
  /** What should fall, read from a record; a record without it does not count. */
  readonly of: (record: R) => number | undefined;
  /** So many records in a row may bring nothing better. */
  readonly patience: number;
  /** A value is better if it is lower by more than this; 0 by default. */
  readonly minDelta?: number;
}

/**
 * Passes records on and completes, which stops the training, once a value has stopped falling: the last of `patience`
 * records that brought nothing better is the last one passed on.
 *
 * - **Throws** `ContractError` for a patience below 1, a minDelta below 0; what `of` throws is a stream error
 * - **Source** Prechelt, "Early Stopping — But When?", 1998
 *
 * @example
 * train(loss, adam(), { validation: held.pipe(batch(500), evaluate({ loss })) }), earlyStopping({ of: record => record.validation?.loss, patience: 3 })
 */
export function earlyStopping<R>({ of, patience, minDelta = 0 }: EarlyStoppingOptions<R>): MonoTypeOperatorFunction<R> {
  if (!(patience >= 1))
    throw new ContractError('earlyStopping', 'patience must be at least 1', String(patience), 'Try 3.');
  if (!(minDelta >= 0))
    throw new ContractError('earlyStopping', 'minDelta must be at least 0', String(minDelta), 'Try 0.001.');
  return source =>
    new Observable(subscriber => {
      let best = Infinity;
      let worse = 0;
      const goesOn = (record: R): boolean => {
        const value = of(record);
        if (value === undefined) return true;
        if (!(value < best - minDelta)) return ++worse < patience;
        best = value;
        worse = 0;
        return true;
      };
      return source.pipe(takeWhile(goesOn, true)).subscribe(subscriber);
    });
}
