import { Observable, type Subscriber } from 'rxjs';

/** Handles the notifications of a source. */
export interface Listener<T> {
  readonly next: (item: T) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

/**
 * Subscribes to a source until a subscriber leaves. The two are tied before the source connects: a source that pushes at
 * once, perhaps endlessly, must notice that its subscriber has left. An error of `next` goes to `error`.
 */
export function connect<T>(
  source: Observable<T>,
  subscriber: Subscriber<unknown>,
  { next, error, complete }: Listener<T>,
): void {
  const tied = new Observable<T>(inner => {
    subscriber.add(inner);
    return source.subscribe(inner);
  });
  tied.subscribe({
    next: item => {
      try {
        next(item);
      } catch (failure) {
        error(failure);
      }
    },
    error,
    complete,
  });
}
