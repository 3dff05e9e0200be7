import { Dataset, type DatasetIterator, type EpochIterator } from '@thalweg/data';
import { nextTurn, now } from '@thalweg/data/engine';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { Observable, takeUntil, tap } from 'rxjs';

/** The part of an AbortSignal that is used. */
export interface Aborting {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Milliseconds after which the event loop gets a turn. */
const SLICE_MS = 8;

/**
 * Passes the items of the first epoch of a dataset, or of any other observable, to `take`. A dataset is pulled in slices of
 * time. Rejects if the signal aborts, and releases the source then.
 */
export async function eachItem<T>(source: Observable<T>, take: (item: T) => void, signal?: Aborting): Promise<void> {
  refuseAborted(signal);
  if (!(source instanceof Dataset)) return pushed(source, take, signal);
  const iterator: DatasetIterator<T> = (source as Dataset<T>).open();
  const first = (): T | undefined | Promise<T | undefined> => {
    const item = iterator.next();
    const inFirst = (one: T | undefined): T | undefined => (iterator.offset.epoch > 0 ? undefined : one);
    return item instanceof Promise ? item.then(inFirst) : inFirst(item);
  };
  await eachPulled({ next: first, close: () => iterator.close() }, take, signal);
}

/** Passes all items of an iterator to `take`, in slices of time. */
export async function eachPulled<T>(
  iterator: Pick<EpochIterator<T>, 'next' | 'close'>,
  take: (item: T) => void,
  signal?: Aborting,
): Promise<void> {
  // A pending read settles when its iterator is closed.
  const close = (): void => iterator.close?.();
  signal?.addEventListener('abort', close);
  try {
    let began = now();
    for (;;) {
      const answer = iterator.next();
      const item = answer instanceof Promise ? await answer : answer;
      refuseAborted(signal);
      if (item === undefined) return;
      take(item);
      if (now() - began < SLICE_MS) continue;
      await new Promise<void>(resolve => void nextTurn(resolve));
      refuseAborted(signal);
      began = now();
    }
  } finally {
    signal?.removeEventListener('abort', close);
    close();
  }
}

function pushed<T>(source: Observable<T>, take: (item: T) => void, signal?: Aborting): Promise<void> {
  return new Promise((resolve, reject) => {
    const watched = signal === undefined ? source : source.pipe(takeUntil(aborted(signal)));
    watched.pipe(tap(take)).subscribe({ error: reject, complete: resolve });
  });
}

/** An observable that fails when the signal aborts. */
function aborted(signal: Aborting): Observable<never> {
  return new Observable(subscriber => {
    const abort = (): void => subscriber.error(reasonOf(signal));
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
}

function refuseAborted(signal?: Aborting): void {
  if (signal?.aborted === true) throw reasonOf(signal);
}

/** Returns the error that a signal aborts with; a reason that is no error is named in one. */
function reasonOf({ reason }: Aborting): Error {
  if (reason instanceof Error) return reason;
  return new ContractError(
    'fit',
    'it must be left to end',
    `abort(${printed(reason)})`,
    'Abort with an Error, or none.',
  );
}
