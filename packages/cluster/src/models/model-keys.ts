import type { Log } from '@thalweg/log';
import { defer, filter, map, retry, type Observable } from 'rxjs';
import { decodeModelKey, type ModelKey } from './model-key.ts';

/** The times that a damaged value is read again, in case it was damaged on the way. */
const AGAIN = 2;

/** Emits what the key of a model says, from the first version on. A stream error is a `LogError`. */
export function modelKeys(log: Log, key: string): Observable<ModelKey> {
  return defer(() => log.watch(key)).pipe(
    map(({ bytes }) => decodeModelKey(bytes)),
    retry({ count: AGAIN, resetOnSuccess: true }),
    filter(({ version }) => version > 0),
  );
}
