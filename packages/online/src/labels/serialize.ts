import type { Subscriber } from 'rxjs';

/**
 * Returns a function that makes handlers run one at a time: an arrival that is pushed while another is handled waits until
 * that is done. Waiting arrivals are dropped when the subscriber leaves.
 */
export function serialize(subscriber: Subscriber<unknown>): <T>(handle: (arrival: T) => void) => (arrival: T) => void {
  const waiting: (() => void)[] = [];
  let busy = false;
  return <T>(handle: (arrival: T) => void) =>
    (arrival: T): void => {
      if (busy) return void waiting.push(() => handle(arrival));
      busy = true;
      try {
        handle(arrival);
        while (waiting.length > 0 && !subscriber.closed) waiting.shift()!();
      } finally {
        busy = false;
      }
    };
}
