import type { Subscriber } from 'rxjs';

/**
 * Has arrivals dealt with one after another: what comes while another is dealt with, pushed by who was just told, waits until
 * that is done. It ends with the subscriber.
 */
export function serialize(subscriber: Subscriber<unknown>): <T>(deal: (arrival: T) => void) => (arrival: T) => void {
  const waiting: (() => void)[] = [];
  let busy = false;
  return <T>(deal: (arrival: T) => void) =>
    (arrival: T): void => {
      if (busy) return void waiting.push(() => deal(arrival));
      busy = true;
      try {
        deal(arrival);
        while (waiting.length > 0 && !subscriber.closed) waiting.shift()!();
      } finally {
        busy = false;
      }
    };
}
