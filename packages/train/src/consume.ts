import { Dataset, type Cursor, type Position } from '@thalweg/data';
import { Observable, type Subscriber } from 'rxjs';
import { nextTurn } from './next-turn.ts';
import { now } from './now.ts';

/** A record on its way through, and the reading that it comes from if it was pulled. */
export type Take<R> = (record: R, cursor: Cursor<R> | undefined, done: () => void) => void;

/** How records are taken. */
export interface Consumption<R> {
  /** The event loop gets a turn after so many milliseconds; never if `Infinity`. */
  readonly sliceMs: number;
  /** Whether a dataset is pulled from: not between a `false` and the next `true`. Always if left out. */
  readonly running?: Observable<boolean> | undefined;
  /** Where a dataset is read from; from the start if left out. */
  readonly start?: Position | undefined;
  /** Takes one record and says when it is done with it. What it throws becomes a stream error. */
  readonly take: Take<R>;
  /** After the last record. */
  readonly end: () => void;
}

/**
 * Takes the records of a source one after another: a dataset's are pulled, each when the one before is done with; any
 * other observable pushes. Ends with the subscriber.
 */
export function consume<R>(source: Observable<R>, subscriber: Subscriber<unknown>, how: Consumption<R>): void {
  if (source instanceof Dataset) pull(source as Dataset<R>, subscriber, how);
  else push(source, subscriber, how);
}

function pull<R>(source: Dataset<R>, subscriber: Subscriber<unknown>, how: Consumption<R>): void {
  const { sliceMs, running, start, take, end } = how;
  const cursor = source.open(start);
  let used: R | undefined;
  let waiting = false;
  let held = false;
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
    const record = cursor.next(used);
    used = record;
    waiting = true;
    if (record === undefined) return end();
    inside = true;
    take(record, cursor, done);
    inside = false;
  };
  const slice = (): void => {
    cancel?.();
    const began = now();
    let elapsed = 0;
    let count = 0;
    try {
      // Another one only if there is time for it, going by those before.
      do {
        once();
        count++;
        elapsed = now() - began;
      } while (!waiting && !held && !subscriber.closed && (elapsed * (count + 1)) / count < sliceMs);
    } catch (error) {
      subscriber.error(error);
    }
    later();
  };
  const later = (): void => {
    cancel?.();
    if (!subscriber.closed && !held && !waiting) cancel = nextTurn(slice);
  };
  subscriber.add(
    running?.subscribe({
      next: isRunning => {
        held = !isRunning;
        later();
      },
      error: error => subscriber.error(error),
    }),
  );
  if (sliceMs === Infinity && !held) slice();
  else later();
}

function push<R>(source: Observable<R>, subscriber: Subscriber<unknown>, { take, end }: Consumption<R>): void {
  let open = 0;
  let complete = false;
  const done = (): void => {
    open--;
    if (complete && open === 0) end();
  };
  // The two are tied before the source connects: one that emits at once, perhaps for ever, must see who has left.
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
