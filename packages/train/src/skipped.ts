import { BehaviorSubject, type Observable } from 'rxjs';

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
  readonly #now = new BehaviorSubject<Skipped>({ badRecords: 0, notFinite: 0 });
  readonly skipped: Observable<Skipped> = this.#now.asObservable();

  /** Counts a record that did not fit. */
  countBadRecord(error: unknown): void {
    const { badRecords, notFinite } = this.#now.value;
    this.#now.next({ badRecords: badRecords + 1, notFinite, error });
  }

  /** Counts what another counter has counted between two of its values. */
  countSince(before: Skipped, { badRecords, notFinite, error }: Skipped): void {
    const now = this.#now.value;
    this.#now.next({
      badRecords: now.badRecords + badRecords - before.badRecords,
      notFinite: now.notFinite + notFinite - before.notFinite,
      error,
    });
  }

  /** Counts steps whose loss was not finite, with the error of the last. */
  countNotFinite(steps: number, error: unknown): void {
    const { badRecords, notFinite } = this.#now.value;
    this.#now.next({ badRecords, notFinite: notFinite + steps, error });
  }
}
