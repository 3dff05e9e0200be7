import { Observable, type Subscriber } from 'rxjs';

/** Handles the notifications of a source; its errors are passed on. */
export interface Handlers<T> {
  readonly next: (item: T) => void;
  readonly complete: () => void;
}

/**
 * Subscribes to a source until a subscriber leaves. The two are tied before the source connects: one that emits at once, perhaps
 * for ever, must see who has left. What a handler throws is an error of the stream.
 */
export function connected<T>(
  source: Observable<T>,
  subscriber: Subscriber<unknown>,
  { next, complete }: Handlers<T>,
): void {
  const tied = new Observable<T>(inner => {
    subscriber.add(inner);
    return source.subscribe(inner);
  });
  const guarded = (handle: () => void): void => {
    try {
      handle();
    } catch (error) {
      subscriber.error(error);
    }
  };
  tied.subscribe({
    next: item => guarded(() => next(item)),
    error: (error: unknown) => subscriber.error(error),
    complete: () => guarded(complete),
  });
}

/**
 * The key under which a stream that can wait has a function of the demand. It is here since `worker`, which asks, must not import
 * `online`, which has the buffer.
 */
export const ON_DEMAND: unique symbol = /* @__PURE__ */ Symbol.for('@thalweg/on-demand') as never;

/** A stream that keeps its items until they are asked for, such as what `boundedBuffer` returns. */
export interface OnDemand<T> {
  /** Returns its items, of which it emits so many more with each number that the demand emits. */
  readonly [ON_DEMAND]: (demand$: Observable<number>) => Observable<T>;
}

/** Returns true for a stream that can wait. */
export function isOnDemand<T>(source: Observable<T>): source is Observable<T> & OnDemand<T> {
  return ON_DEMAND in source;
}
