import { DataError, Dataset, type Cursor } from '@thalweg/data';
import { isOnDemand, ON_DEMAND, type OnDemand } from '@thalweg/data/engine';
import { Subject, type Observable } from 'rxjs';
import type { RecordPosition } from '../wire/protocol.ts';

/** Handles the records of a source. */
export interface RecordHandler {
  readonly record: (record: unknown, position: RecordPosition) => void;
  readonly end: () => void;
  readonly error: (error: unknown) => void;
}

/** A source that gives no record before it is asked for. */
export interface DemandedRecords {
  /** Allows so many further records from now on. */
  allow(count: number): void;
  close(): void;
}

/**
 * Returns the records of a source from a position on: of a dataset, which is pulled, or of a buffer.
 *
 * - **Throws** `DataError` for a source that pushes its records without a buffer
 */
export function demandedRecords(
  source: Observable<unknown>,
  from: RecordPosition,
  handler: RecordHandler,
): DemandedRecords {
  if (source instanceof Dataset) return new PulledRecords(source as Dataset<unknown>, from, handler);
  checkDemanded(source);
  return bufferedRecords(source as Observable<unknown> & OnDemand<unknown>, from, handler);
}

/** Throws a `DataError` for a source that pushes its records without a buffer. */
export function checkDemanded(source: Observable<unknown>): void {
  if (source instanceof Dataset || isOnDemand(source)) return;
  throw new DataError(
    'learn',
    'the source must wait until the worker takes its records',
    'an observable that pushes',
    "Begin the pipe with a Dataset, such as fromIterable gives, or put boundedBuffer({ capacity: 10_000, whenFull: 'dropOldest' }) of @thalweg/online last before the training.",
  );
}

class PulledRecords implements DemandedRecords {
  readonly #cursor: Cursor<unknown>;
  readonly #handler: RecordHandler;
  #allowed = 0;
  #busy = false;
  #closed = false;

  constructor(dataset: Dataset<unknown>, from: RecordPosition, handler: RecordHandler) {
    this.#cursor = dataset.open(from);
    this.#handler = handler;
  }

  allow(count: number): void {
    this.#allowed = count;
    if (!this.#busy) this.#pull();
  }

  close(): void {
    this.#closed = true;
    this.#cursor.close();
  }

  #pull(): void {
    this.#busy = true;
    try {
      while (this.#allowed > 0 && !this.#closed) {
        const record = this.#cursor.next();
        if (record instanceof Promise) return this.#await(record);
        this.#give(record);
      }
      this.#busy = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  #await(record: Promise<unknown>): void {
    record
      .then(record => {
        this.#give(record);
        this.#pull();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  #give(record: unknown): void {
    if (this.#closed) return;
    if (record === undefined) {
      this.close();
      return this.#handler.end();
    }
    this.#allowed--;
    const { epoch, index } = this.#cursor.position;
    this.#handler.record(record, { epoch, index: index - 1 });
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.close();
    this.#handler.error(error);
  }
}

function bufferedRecords(
  source: Observable<unknown> & OnDemand<unknown>,
  { epoch, index: first }: RecordPosition,
  { record, end, error }: RecordHandler,
): DemandedRecords {
  const demand$ = new Subject<number>();
  let index = first;
  let allowed = 0;
  const reading = source[ON_DEMAND](demand$).subscribe({
    next: given => {
      allowed--;
      record(given, { epoch, index: index++ });
    },
    error,
    complete: end,
  });
  return {
    allow: count => {
      const more = count - allowed;
      if (more <= 0) return;
      allowed = count;
      demand$.next(more);
    },
    close: () => reading.unsubscribe(),
  };
}
