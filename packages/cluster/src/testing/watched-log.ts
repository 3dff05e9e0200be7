import type { Log } from '@thalweg/log';
import { defer, finalize, type Observable } from 'rxjs';

/** Returns a log, and a function that returns how many of its streams are subscribed. */
export function watchedLog(log: Log): { log: Log; open: () => number } {
  let count = 0;
  const watched = <T>(stream$: Observable<T>): Observable<T> =>
    defer(() => {
      count++;
      return stream$.pipe(finalize(() => count--));
    });
  return {
    log: {
      append: (topic, bytes, options) => log.append(topic, bytes, options),
      read: (topics, from, options) => watched(log.read(topics, from, options)),
      swap: (key, expected, bytes) => log.swap(key, expected, bytes),
      watch: key => watched(log.watch(key)),
    },
    open: () => count,
  };
}
