import { Subscription, type Observable } from 'rxjs';

/** Everything that a subscriber received. */
export interface Observed<T> {
  readonly values: T[];
  readonly errors: unknown[];
  completions: number;
  /** When the stream has ended. */
  readonly ended: Promise<void>;
  readonly unsubscribe: () => void;
}

/** Subscribes and records all notifications; calls `then` after each value. */
export function observe<T>(stream$: Observable<T>, then?: (value: T, log: Observed<T>) => void): Observed<T> {
  const subscription = new Subscription();
  let end = (): void => {};
  const log: Observed<T> = {
    values: [],
    errors: [],
    completions: 0,
    ended: new Promise(resolve => (end = resolve)),
    unsubscribe: () => subscription.unsubscribe(),
  };
  subscription.add(
    stream$.subscribe({
      next: value => {
        log.values.push(value);
        then?.(value, log);
      },
      error: error => {
        log.errors.push(error);
        end();
      },
      complete: () => {
        log.completions++;
        end();
      },
    }),
  );
  return log;
}
