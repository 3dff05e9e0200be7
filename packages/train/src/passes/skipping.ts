import { DataError } from '@thalweg/data';
import { NumericError, type FrameOptions, type Node } from '@thalweg/graph';
import { DtypeError, ShapeError } from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import type { Descent } from './descent.ts';

/** The treatment of records that do not fit the inputs: the first ends the stream with its error, or all are skipped and counted. */
export type OnBadRecord = 'error' | 'skip';

/** The treatment of steps whose loss is NaN or infinite: they are errors, are skipped and counted, or are taken all the same. */
export type WhenNotFinite = 'error' | 'skip' | 'continue';

/** Options for steps and records that fail. */
export interface FailureOptions {
  /**
   * The treatment of steps whose loss is NaN or infinite. `'error'`, the default, ends the stream with a `NumericError`, and
   * `'skip'` emits nothing and counts the step in `skipped`; both move no parameter and no state. `'continue'` takes the step.
   * With `skipNonFinite` in the optimizer, the default is `'continue'`: it skips and counts such steps.
   */
  readonly whenNotFinite?: WhenNotFinite | undefined;
  /**
   * The treatment of records that do not fit the inputs. `'error'`, the default, ends the stream with the `DataError`,
   * `ShapeError` or `DtypeError`; `'skip'` counts them in `skipped` and goes on.
   */
  readonly onBadRecord?: OnBadRecord | undefined;
}

/** The number of records that an operator has skipped since it was made. */
export interface Skipped {
  /** Records that did not fit the inputs; see `onBadRecord`. */
  readonly badRecords: number;
  /** Steps, which are rows for `trainRows` and `learnRows`, whose loss was not finite; see `whenNotFinite`. */
  readonly notFinite: number;
  /** The error of the record that was skipped last. */
  readonly error?: unknown;
}

/** An operator that can skip records. */
export interface Skips {
  /** Emits the present numbers, then the new ones after each record that is skipped. It never ends. */
  readonly skipped: Observable<Skipped>;
}

/** Counts the records that an operator skips. */
export class SkipCounter {
  #now: Skipped = { badRecords: 0, notFinite: 0 };
  readonly #observers = new Set<Subscriber<Skipped>>();
  readonly skipped: Observable<Skipped> = new Observable(subscriber => {
    subscriber.next(this.#now);
    this.#observers.add(subscriber);
    return () => this.#observers.delete(subscriber);
  });

  /** Counts a record that did not fit. */
  countBadRecord(error: unknown): void {
    this.#count(1, 0, error);
  }

  /** Counts what another counter has counted between two of its values. */
  countSince(before: Skipped, { badRecords, notFinite, error }: Skipped): void {
    this.#count(badRecords - before.badRecords, notFinite - before.notFinite, error);
  }

  /** Counts steps whose loss was not finite, with the error of the last. */
  countNotFinite(steps: number, error: unknown): void {
    this.#count(0, steps, error);
  }

  #count(records: number, steps: number, error: unknown): void {
    const { badRecords, notFinite } = this.#now;
    const now = (this.#now = { badRecords: badRecords + records, notFinite: notFinite + steps, error });
    for (const observer of [...this.#observers]) observer.next(now);
  }
}

/** Returns the value of the option `onBadRecord`. Throws `ContractError` for an unknown one. */
export function badRecordsOf(operator: string, onBadRecord: OnBadRecord = 'error'): OnBadRecord {
  return oneOf(`${operator}: onBadRecord`, onBadRecord, ['error', 'skip']);
}

/** Returns true for an error that says that a record does not fit the inputs. */
export function isOfBadRecord(error: unknown): boolean {
  return error instanceof DataError || error instanceof ShapeError || error instanceof DtypeError;
}

/**
 * Returns the check of the loss for the frame of a training; none if steps are taken all the same. By default a loss that is
 * not finite is an error, unless the optimizer skips such steps.
 *
 * - **Throws** `ContractError` for an unknown value of the option
 */
export function finiteLoss(
  operator: string,
  loss: Node,
  { step, skipsNonFinite, checked }: Descent,
  whenNotFinite: WhenNotFinite = skipsNonFinite ? 'continue' : 'error',
): FrameOptions['finite'] {
  const chosen = oneOf(`${operator}: whenNotFinite`, whenNotFinite, ['error', 'skip', 'continue']);
  if (chosen === 'continue') return undefined;
  const error = (value: number): NumericError =>
    new NumericError(
      operator,
      `${checked?.what ?? 'the loss'} must be finite (${loss.name})`,
      `${value} in step ${step.register!.sourceValue!.observe()!.item() + 1}`,
      checked?.advice ??
        'Try a smaller learning rate or clipByGlobalNorm(1), and find the origin with { guard: guardFinite() }.',
    );
  return { output: loss, skip: chosen === 'skip', error };
}
