import type { DataError } from '@thalweg/data';
import { Observable, type Subscriber } from 'rxjs';

/** The number of rows that readings of a dataset have left out since it was made. */
export interface BadRows {
  readonly count: number;
  /** The error of the row that was left out last. */
  readonly error?: DataError;
}

/** Counts the rows that are left out. */
export class BadRowCounter {
  #now: BadRows = { count: 0 };
  readonly #observers = new Set<Subscriber<BadRows>>();
  readonly counts: Observable<BadRows> = new Observable(subscriber => {
    subscriber.next(this.#now);
    this.#observers.add(subscriber);
    return () => this.#observers.delete(subscriber);
  });

  count(error: DataError): void {
    const now = (this.#now = { count: this.#now.count + 1, error });
    for (const observer of [...this.#observers]) observer.next(now);
  }
}
