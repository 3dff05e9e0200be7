import { ContractError } from '@thalweg/tensor';
import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

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
 * Passes records on and completes, which stops the training, once a value has stopped falling.
 *
 * - **Source** Prechelt, "Early Stopping — But When?", 1998
 *
 * @example
 * train(loss, adam(), { validation: held.pipe(batch(500), evaluate({ loss })) }), earlyStopping({ of: record => record.validation?.loss, patience: 3 })
 */
export function earlyStopping<R>({ of, patience, minDelta = 0 }: EarlyStoppingOptions<R>): MonoTypeOperatorFunction<R> {
  if (!(patience >= 1)) throw new ContractError('earlyStopping', 'patience must be at least 1', String(patience), 'Try 3.');
  return source =>
    new Observable(subscriber => {
      let best = Infinity;
      let worse = 0;
      return source.subscribe({
        next: record => {
          let value: number | undefined;
          try {
            value = of(record);
          } catch (error) {
            subscriber.error(error);
            return;
          }
          subscriber.next(record);
          if (value === undefined) return;
          if (value < best - minDelta) {
            best = value;
            worse = 0;
          } else if (++worse >= patience) subscriber.complete();
        },
        error: error => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}
