import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { defer, EMPTY, takeWhile, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { Savable, Saved } from './snapshot/savable.ts';
import { shown } from './snapshot/shown.ts';
import { StateError } from './snapshot/state-error.ts';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions<R> {
  /** Reads the value that should fall from a record; a record without it does not count. */
  readonly of: (record: R) => number | undefined;
  /** The number of records in a row that may bring no better value. */
  readonly patience: number;
  /** A value is better if it is lower by more than this; 0 by default. */
  readonly minDelta?: number;
}

/** The operator that {@link earlyStopping} returns; a snapshot keeps its state. */
export interface EarlyStopping<R> extends MonoTypeOperatorFunction<R>, Savable {}

/** The best value so far, and the number of records since that brought no better one. */
interface Course {
  best: number;
  worse: number;
}

/**
 * Passes records on and completes, which stops the training, once a value has stopped falling. The last record passed on
 * is the last of `patience` records that brought no better value.
 *
 * - **Throws** `ContractError` for a patience below 1 or a minDelta below 0; an error that `of` throws is a stream error
 * - **Source** Prechelt, "Early Stopping — But When?", 1998
 *
 * @example
 * train(loss, adam(), { validation: heldOut.pipe(batch(500), evaluate({ loss })) }), earlyStopping({ of: record => record.validation?.loss, patience: 3 })
 */
export function earlyStopping<R>(options: EarlyStoppingOptions<R>): EarlyStopping<R> {
  const { of, patience, minDelta } = optionsOf('earlyStopping', options, {
    of: undefined,
    patience: undefined,
    minDelta: 0,
  });
  if (!(patience >= 1))
    throw new ContractError('earlyStopping', 'patience must be at least 1', String(patience), 'Try 3.');
  if (!(minDelta >= 0))
    throw new ContractError('earlyStopping', 'minDelta must be at least 0', String(minDelta), 'Try 0.001.');
  let last: Course = { best: Infinity, worse: 0 };
  let start: Course | undefined;
  const operator = (source: Observable<R>): Observable<R> =>
    defer(() => {
      const course: Course = start ?? { best: Infinity, worse: 0 };
      start = undefined;
      last = course;
      const goesOn = (record: R): boolean => {
        const value = of(record);
        if (value === undefined) return true;
        if (!(value < course.best - minDelta)) return ++course.worse < patience;
        course.best = value;
        course.worse = 0;
        return true;
      };
      return course.worse < patience ? source.pipe(takeWhile(goesOn, true)) : EMPTY;
    });
  return Object.assign(operator, {
    save: () => ({ tensors: {}, values: { ...last } }),
    prepare: ({ values: { best, worse } }: Saved) => {
      if (typeof best !== 'number' || Number.isNaN(best) || !Number.isSafeInteger(worse) || (worse as number) < 0)
        throw new StateError(
          'earlyStopping',
          'a state must have best and worse',
          shown({ best, worse }),
          'Give the state of an earlyStopping.',
        );
      return () => void (start = last = { best, worse: worse as number });
    },
  });
}
