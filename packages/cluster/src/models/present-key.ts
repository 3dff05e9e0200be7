import type { Log } from '@thalweg/log';
import { filter, firstValueFrom } from 'rxjs';
import { decodeModelKey, type ModelKey } from './model-key.ts';
import type { ModelNames } from './model-names.ts';

/** The value of the key of a model, with the version that the log gave it. */
export interface VersionedKey {
  readonly at: number;
  readonly model: ModelKey;
}

/** The times that a damaged value is read again, in case it was damaged on the way. */
const TRIES = 3;

/**
 * Reads a key that was written, in a version that is newer than one. Returns the known model for what others wrote into a key
 * that is sealed, or wrote once more, so that the next publication replaces it. Throws `LogError` if it is damaged.
 */
export async function presentKey(log: Log, names: ModelNames, after = 0, known?: ModelKey): Promise<VersionedKey> {
  const forged = names.seal === undefined ? undefined : known;
  for (let left = TRIES; ; left--) {
    const { version, bytes } = await firstValueFrom(
      log.watch(names.key).pipe(filter(({ version }) => version > after)),
    );
    try {
      const model = decodeModelKey(bytes, names);
      return { at: version, model: forged !== undefined && forged.version > model.version ? forged : model };
    } catch (error) {
      if (left > 1) continue;
      if (forged === undefined) throw error;
      return { at: version, model: forged };
    }
  }
}
