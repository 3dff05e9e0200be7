import { BehaviorSubject, Observable } from 'rxjs';

/** The number of items that a buffer has dropped. */
export interface DroppedCount {
  /** The present number, then each new one, until the stream of the buffer ends. */
  readonly count$: Observable<number>;
  /** Shows the number for a stream that goes on, or begins. */
  readonly show: (count: number) => void;
  /** Completes what shows the number, until the next stream begins. */
  readonly end: () => void;
}

/** Returns a number of dropped items that is 0 until it is shown. */
export function droppedCount(): DroppedCount {
  let counts = new BehaviorSubject(0);
  let ended = false;
  return {
    count$: new Observable(subscriber => {
      if (ended) subscriber.next(counts.value);
      return counts.subscribe(subscriber);
    }),
    show(count) {
      if (ended) counts = new BehaviorSubject(count);
      else counts.next(count);
      ended = false;
    },
    end() {
      ended = true;
      counts.complete();
    },
  };
}
