import type { Tensor } from '@thalweg/tensor';
import { Subscription, type Observable } from 'rxjs';

/** What a subscriber was told. */
export interface Heard {
  readonly values: number[];
  readonly errors: unknown[];
  completed: boolean;
  unsubscribe(): void;
}

/** Subscribes to scalars and writes down what comes; `then` is called after each value. */
export function hear(stream$: Observable<Tensor>, then?: (value: number, heard: Heard) => void): Heard {
  const subscription = new Subscription();
  const heard: Heard = { values: [], errors: [], completed: false, unsubscribe: () => subscription.unsubscribe() };
  subscription.add(
    stream$.subscribe({
      next: value => {
        heard.values.push(value.item());
        then?.(value.item(), heard);
      },
      error: error => heard.errors.push(error),
      complete: () => {
        heard.completed = true;
      },
    }),
  );
  return heard;
}
