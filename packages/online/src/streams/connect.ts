import { Observable, type Subscriber } from 'rxjs';

/** What hears of a source. */
export interface Listener<T> {
  readonly next: (item: T) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

/**
 * Subscribes to a source for as long as a subscriber stays. The two are tied before the source connects: one that pushes at
 * once, perhaps for ever, must see who has left. What `next` throws goes to `error`.
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
