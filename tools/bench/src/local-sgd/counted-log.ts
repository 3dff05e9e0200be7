import type { Log } from '@thalweg/log';
import { tap } from 'rxjs';

/** Bytes of entries between a machine and its log. */
export interface Traffic {
  written: number;
  read: number;
}

/** Returns a log as one machine uses it, with its bytes counted. */
export function countedLog(log: Log, traffic: Traffic): Log {
  return {
    append(topic, bytes, options) {
      traffic.written += bytes.length;
      return log.append(topic, bytes, options);
    },
    read: (topics, from, options) =>
      log.read(topics, from, options).pipe(tap(({ bytes }) => (traffic.read += bytes.length))),
    swap: (key, expected, bytes) => log.swap(key, expected, bytes),
    watch: key => log.watch(key),
  };
}
