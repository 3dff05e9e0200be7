import type { Cursor, Dataset, Position } from '@thalweg/data';
import { nextTurn, now } from '@thalweg/data/engine';
import type { Observable, Subscriber } from 'rxjs';

/** Handles a record, with the cursor that it was pulled from, if any, and calls `done` when it is finished. */
export type Take<R> = (record: R, cursor: Cursor<R> | undefined, done: () => void) => void;

/** Options of {@link Pull}. */
export interface PullOptions<R> {
  /** Milliseconds after which the event loop gets a turn; `Infinity` for never. */
  readonly sliceMs: number;
  /** Pauses the pulling between a `false` and the next `true`. */
  readonly running?: Observable<boolean> | undefined;
  /** The position from which the dataset is read; the start by default. */
  readonly start?: Position | undefined;
  /** Handles one record. An error that it throws becomes a stream error. */
  readonly take: Take<R>;
  /** Called after the last record. */
  readonly end: () => void;
}

/** Pulls the records of a dataset in slices of time, each record after the one before is done, until the subscriber leaves. */
export class Pull<R> {
  readonly #cursor: Cursor<R>;
  readonly #subscriber: Subscriber<unknown>;
  readonly #options: PullOptions<R>;
  readonly #done: () => void;
  readonly #slice: () => void;
  #used: R | undefined;
  /** A record that was awaited, or the end. It is taken in a turn of its own, which a pause can delay. */
  #arrived: { readonly record: R | undefined } | undefined;
  #waiting = false;
  #paused = false;
  /** True while `take` runs, which may call `done` at once. */
  #inside = false;
  #cancel: (() => void) | undefined;

  constructor(source: Dataset<R>, subscriber: Subscriber<unknown>, options: PullOptions<R>) {
    this.#cursor = source.open(options.start);
    this.#subscriber = subscriber;
    this.#options = options;
    this.#slice = () => this.#takeSlice();
    this.#done = () => {
      this.#waiting = false;
      if (!this.#inside) this.#later();
    };
  }

  begin(): void {
    const { running, sliceMs } = this.#options;
    this.#subscriber.add(() => {
      this.#cancel?.();
      this.#cursor.close();
    });
    this.#subscriber.add(
      running?.subscribe({
        next: isRunning => {
          this.#paused = !isRunning;
          this.#later();
        },
        error: error => this.#subscriber.error(error),
      }),
    );
    if (sliceMs === Infinity && !this.#paused) this.#takeSlice();
    else this.#later();
  }

  #takeSlice(): void {
    const { sliceMs } = this.#options;
    this.#cancel?.();
    const began = now();
    let elapsed = 0;
    let count = 0;
    try {
      // Takes another record only if there is time for it, judged by those before.
      do {
        this.#takeOne();
        count++;
        elapsed = now() - began;
      } while (
        !this.#waiting &&
        !this.#paused &&
        !this.#subscriber.closed &&
        (elapsed * (count + 1)) / count < sliceMs
      );
    } catch (error) {
      this.#subscriber.error(error);
    }
    this.#later();
  }

  #takeOne(): void {
    const arrived = this.#arrived;
    const record = arrived === undefined ? this.#cursor.next(this.#used) : arrived.record;
    this.#arrived = undefined;
    this.#waiting = true;
    if (record instanceof Promise) return this.#await(record);
    this.#used = record;
    if (record === undefined) return this.#options.end();
    this.#inside = true;
    this.#options.take(record, this.#cursor, this.#done);
    this.#inside = false;
  }

  #await(record: Promise<R | undefined>): void {
    record.then(
      record => {
        this.#arrived = { record };
        this.#done();
      },
      (error: unknown) => this.#subscriber.error(error),
    );
  }

  #later(): void {
    this.#cancel?.();
    if (!this.#subscriber.closed && !this.#paused && !this.#waiting) this.#cancel = nextTurn(this.#slice);
  }
}
