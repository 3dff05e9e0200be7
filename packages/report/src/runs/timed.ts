import { now } from '@thalweg/data/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import { defer, map, type Observable } from 'rxjs';

/** Options of {@link timed}. */
export interface TimedOptions<R> {
  /** The number of examples of a record: a number, such as the size of the batches, or a function of the record. */
  readonly examples?: number | ((record: R) => number);
  /** The last record of a run that is continued: seconds and examples are counted from there. */
  readonly after?: { readonly seconds?: number; readonly examples?: number } | undefined;
}

/** A record with the time of its step. */
export interface Timed {
  /** Seconds from the subscription to the record, and those of the run that is continued. */
  readonly seconds: number;
  /** The number of examples so far, if `timed` was given how many a record has. */
  readonly examples?: number;
}

/**
 * Adds to each record the seconds since the subscription, and the number of examples so far, for charts by time and by
 * examples. Put it between `train` and `runHistory`.
 *
 * - **Throws** `ContractError` for an unknown option or value of one
 *
 * @example
 * batches.pipe(train(loss, adam()), timed({ examples: 32 }), history)
 */
export function timed<R extends object>(options?: TimedOptions<R>): (records: Observable<R>) => Observable<R & Timed> {
  const { examples, after } = optionsOf('timed', options, { examples: undefined, after: undefined });
  const countOf = typeof examples === 'number' ? () => examples : examples;
  return records =>
    defer(() => {
      const start = now() - 1000 * (after?.seconds ?? 0);
      let count = after?.examples ?? 0;
      return records.pipe(
        map(record => {
          const seconds = (now() - start) / 1000;
          if (countOf === undefined) return { ...record, seconds };
          count += countOf(record);
          return { ...record, seconds, examples: count };
        }),
      );
    });
}
