import { Subscription, type Observable } from 'rxjs';

/** What a subscriber was told. */
export interface Told<T> {
  readonly values: T[];
  readonly errors: unknown[];
  completions: number;
  /** When the stream has ended. */
  readonly ended: Promise<void>;
  readonly unsubscribe: () => void;
}

/** Subscribes and writes down what comes; `then` is called after each value. */
export function told<T>(stream$: Observable<T>, then?: (value: T, told: Told<T>) => void): Told<T> {
  const subscription = new Subscription();
  let end = (): void => {};
  const log: Told<T> = {
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
