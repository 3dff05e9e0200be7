import { Observable, type Subscriber } from 'rxjs';

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
