import type { Log } from '@thalweg/log';
import { defer, filter, map, retry, type Observable } from 'rxjs';
import { decodeModelKey, noModel, type ModelKey } from './model-key.ts';
import type { ModelNames } from './model-names.ts';

/** The times that a damaged value is read again, in case it was damaged on the way. */
const AGAIN = 2;

/**
 * Emits what the key of a model says, from the first version on. A stream error is a `LogError`. With a seal, what others write
 * into the key is passed over: also an old value that they write again.
 */
export function modelKeys(log: Log, names: ModelNames): Observable<ModelKey> {
  const keys$ = defer(() => log.watch(names.key)).pipe(
    map(({ bytes }) => decodeModelKey(bytes, names)),
    retry({ count: AGAIN, resetOnSuccess: true }),
    filter(({ version }) => version > 0),
  );
  return names.seal === undefined ? keys$ : defer(() => sealedKeys(log, names));
}

function sealedKeys(log: Log, names: ModelNames): Observable<ModelKey> {
  let newest = 0;
  return log.watch(names.key).pipe(
    map(({ bytes }) => {
      try {
        return decodeModelKey(bytes, names);
      } catch {
        return noModel;
      }
    }),
    filter(({ version }) => version > newest && (newest = version) > 0),
  );
}
