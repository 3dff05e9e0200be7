import type { Log } from '@thalweg/log';
import { map } from 'rxjs';

/** The payloads that a {@link damagingLog} has read and stored so far. */
export interface Passed {
  stored: number;
  read: number;
  watched: number;
}

/** What happens to payloads: true to flip a bit of the one with this number, from 1. */
export interface Damage {
  readonly stored?: (number: number) => boolean;
  readonly read?: (number: number) => boolean;
  readonly watched?: (number: number) => boolean;
}

/** Returns a log that flips a bit of some payloads on their way. */
export function damagingLog(log: Log, { stored, read, watched }: Damage): Log & { readonly passed: Passed } {
  const passed: Passed = { stored: 0, read: 0, watched: 0 };
  return {
    passed,
    append: (topic, bytes, options) => log.append(topic, flipped(bytes, stored?.(++passed.stored)), options),
    read: (topics, from, options) =>
      log
        .read(topics, from, options)
        .pipe(map(entry => ({ ...entry, bytes: flipped(entry.bytes, read?.(++passed.read)) }))),
    swap: (key, expected, bytes) => log.swap(key, expected, bytes),
    watch: key =>
      log.watch(key).pipe(map(value => ({ ...value, bytes: flipped(value.bytes, watched?.(++passed.watched)) }))),
  };
}

function flipped(bytes: Uint8Array, flips: boolean | undefined): Uint8Array {
  if (flips !== true) return bytes;
  const other = bytes.slice();
  other[bytes.length >> 1]! ^= 1;
  return other;
}
