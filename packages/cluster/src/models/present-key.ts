import type { Log } from '@thalweg/log';
import { filter, firstValueFrom } from 'rxjs';
import { decodeModelKey, type ModelKey } from './model-key.ts';

/** The value of the key of a model, with the version that the log gave it. */
export interface VersionedKey {
  readonly at: number;
  readonly model: ModelKey;
}

/** The times that a damaged value is read again, in case it was damaged on the way. */
const TRIES = 3;

/** Reads a key that was written, in a version that is newer than one. Throws `LogError` if it is damaged. */
export async function presentKey(log: Log, key: string, after = 0): Promise<VersionedKey> {
  for (let left = TRIES; ; left--) {
    const { version, bytes } = await firstValueFrom(log.watch(key).pipe(filter(({ version }) => version > after)));
    try {
      return { at: version, model: decodeModelKey(bytes) };
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}
