import { Dataset, type Cursor, type Position } from '@thalweg/data';
import { Observable, type Subscriber } from 'rxjs';
import { nextTurn } from '@thalweg/data/engine';
import { now } from '@thalweg/data/engine';

/** Handles a record, with the cursor that it was pulled from, if any, and calls `done` when it is finished. */
export type Take<R> = (record: R, cursor: Cursor<R> | undefined, done: () => void) => void;

/** Options of {@link consume}. */
export interface Consumption<R> {
  /** Milliseconds after which the event loop gets a turn; `Infinity` for never. */
  readonly sliceMs: number;
  /** Pauses the pulling from a dataset between a `false` and the next `true`. */
  readonly running?: Observable<boolean> | undefined;
  /** The position from which a dataset is read; the start by default. */
  readonly start?: Position | undefined;
  /** Handles one record. An error that it throws becomes a stream error. */
  readonly take: Take<R>;
  /** Called after the last record. */
  readonly end: () => void;
}

/**
 * Passes the records of a source to `take`, one after another: those of a dataset are pulled, each after the one before is
 * done; any other observable pushes. Ends when the subscriber leaves.
 */
export function consume<R>(source: Observable<R>, subscriber: Subscriber<unknown>, how: Consumption<R>): void {
  if (source instanceof Dataset) pull(source as Dataset<R>, subscriber, how);
  else push(source, subscriber, how);
}

function pull<R>(source: Dataset<R>, subscriber: Subscriber<unknown>, how: Consumption<R>): void {
  const { sliceMs, running, start, take, end } = how;
  const cursor = source.open(start);
  let used: R | undefined;
  let arrived: { readonly record: R | undefined } | undefined;
  let waiting = false;
  let paused = false;
  let cancel: (() => void) | undefined;
  subscriber.add(() => {
    cancel?.();
    cursor.close();
  });
  let inside = false;
  const done = (): void => {
    waiting = false;
    if (!inside) later();
  };
  const once = (): void => {
    const record = arrived === undefined ? cursor.next(used) : arrived.record;
    arrived = undefined;
    waiting = true;
    if (record instanceof Promise) return arrive(record);
    used = record;
    if (record === undefined) return end();
    inside = true;
    take(record, cursor, done);
    inside = false;
  };
  // A record that was awaited is taken in a turn of its own, which a pause can delay.
  const arrive = (record: Promise<R | undefined>): void =>
    void record.then(
      record => {
        arrived = { record };
        waiting = false;
        later();
      },
      (error: unknown) => subscriber.error(error),
    );
  const slice = (): void => {
    cancel?.();
    const began = now();
    let elapsed = 0;
    let count = 0;
    try {
      // Takes another record only if there is time for it, judged by those before.
      do {
        once();
        count++;
        elapsed = now() - began;
      } while (!waiting && !paused && !subscriber.closed && (elapsed * (count + 1)) / count < sliceMs);
    } catch (error) {
      subscriber.error(error);
    }
    later();
  };
  const later = (): void => {
    cancel?.();
    if (!subscriber.closed && !paused && !waiting) cancel = nextTurn(slice);
  };
  subscriber.add(
    running?.subscribe({
      next: isRunning => {
        paused = !isRunning;
        later();
      },
      error: error => subscriber.error(error),
    }),
  );
  if (sliceMs === Infinity && !paused) slice();
  else later();
}

function push<R>(source: Observable<R>, subscriber: Subscriber<unknown>, { take, end }: Consumption<R>): void {
  let open = 0;
  let complete = false;
  const done = (): void => {
    open--;
    if (complete && open === 0) end();
  };
  // The source connects after its subscriber can end it: one that emits at once, perhaps for ever, must see who has left.
  const tied = new Observable<R>(records => {
    subscriber.add(records);
    return source.subscribe(records);
  });
  tied.subscribe({
    next: record => {
      open++;
      try {
        take(record, undefined, done);
      } catch (error) {
        subscriber.error(error);
      }
    },
    error: error => subscriber.error(error),
    complete: () => {
      complete = true;
      if (open === 0) end();
    },
  });
}
