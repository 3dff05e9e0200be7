import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/** The part of an `AbortSignal` that is used. */
export interface AbortSource {
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Passes values on until a signal aborts. The stream then fails with the signal's reason, as `fetch` does, and so does a
 * promise of its last value. The source is unsubscribed at once, so a training ends between two steps. If the signal has
 * already aborted, nothing is subscribed. It works after any operator: `train`, `learn`, `evaluate`, `minimize`.
 *
 * @example
 * const { signal } = new AbortController();
 * const last = await lastValueFrom(batches.pipe(train(loss, adam()), untilAborted(signal)));
 */
export function untilAborted<T>(signal: AbortSource): MonoTypeOperatorFunction<T> {
  return source =>
    new Observable(subscriber => {
      signal.throwIfAborted();
      const abort = (): void => subscriber.error(signal.reason);
      signal.addEventListener('abort', abort);
      subscriber.add(() => signal.removeEventListener('abort', abort));
      // The source connects after its subscriber can end it: it may emit at once, and for ever.
      source.subscribe(subscriber);
    });
}
