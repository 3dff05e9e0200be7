import { Observable } from 'rxjs';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log } from '../port/log.ts';

/** A log in memory that counts its readers and watchers, and what they asked for. */
export interface WatchedLog extends Log {
  readonly counts: { open: number; asked: number };
}

/** Returns a log that counts who reads it. */
export function watchedLog(log: Log = memoryLog()): WatchedLog {
  const counts = { open: 0, asked: 0 };
  const counted = <T>(source$: Observable<T>): Observable<T> =>
    new Observable(subscriber => {
      counts.open++;
      subscriber.add(() => counts.open--);
      subscriber.add(source$.subscribe(subscriber));
    });
  return {
    counts,
    append: (topic, bytes, options) => log.append(topic, bytes, options),
    swap: (key, expected, bytes) => log.swap(key, expected, bytes),
    watch: key => counted(log.watch(key)),
    read: (topics, from, options) =>
      counted(
        new Observable(subscriber => {
          subscriber.add(options?.demand?.subscribe(count => (counts.asked += count)));
          subscriber.add(log.read(topics, from, options).subscribe(subscriber));
        }),
      ),
  };
}
