import { LogError, type Log, type SealOptions } from '@thalweg/log';
import { readPast } from '@thalweg/log/engine';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { firstValueFrom, of, take } from 'rxjs';
import { decodeModelEntry, entryAt, type ModelEntry, type ModelKey, presentKey } from './model-key.ts';
import { modelNames, type ModelNames, type SealedModelOptions } from './model-names.ts';
import { ModelReader, type PublishedModel } from './model-reader.ts';

/**
 * Returns a version of a published model. It goes back from the newest one, whole model by whole model.
 *
 * - **Throws** `ContractError` for an unknown option
 * - **Rejects** with `LogError`: `'invalid'` for a version that there is not, `'trimmed'` for one that the log does not keep any
 *   more, `'damaged'` for one that is not as it was published
 *
 * @example
 * const { snapshot } = await modelAt(log, 'spam', 17);
 */
export function modelAt(
  log: Log,
  name: string,
  version: number,
  options?: SealedModelOptions,
): Promise<PublishedModel> {
  const { seal } = optionsOf('modelAt', options, { seal: undefined });
  return versionOf(log, name, version, seal);
}

async function versionOf(
  log: Log,
  name: string,
  version: number,
  seal: SealOptions | undefined,
): Promise<PublishedModel> {
  const names = modelNames('modelAt', name, seal);
  const newest = await newestKey(log, names);
  if (!(Number.isSafeInteger(version) && version >= 1 && version <= (newest?.version ?? 0)))
    throw new LogError(
      'invalid',
      'modelAt',
      newest === undefined ? `${name} must have a version` : `the version must be from 1 to ${newest.version}`,
      printed(version),
      'Publish one with modelPublisher.',
    );
  const reader = new ModelReader(log, names);
  return reader.read(version === newest!.version ? newest! : await keyOf(log, names, version, newest!));
}

/** Returns what the key says; `undefined` if nothing was published. */
async function newestKey(log: Log, names: ModelNames): Promise<ModelKey | undefined> {
  // A publisher writes the key before its first entry. So it need not be waited for.
  const first$ = readPast(log, names.topic, 0, { until: 'end', demand: of(1) }).pipe(take(1));
  if ((await firstValueFrom(first$, { defaultValue: undefined })) === undefined) return undefined;
  const { model } = await presentKey(log, names);
  return model.version === 0 ? undefined : model;
}

/** Returns what the key said of an older version, except for its checksum, which is in its file. */
async function keyOf(log: Log, names: ModelNames, version: number, newest: ModelKey): Promise<ModelKey> {
  const { topic } = names;
  for (let [at, sequence] = [newest.version, newest.sequence]; ;) {
    const entry = decodeModelEntry((await entryAt(log, topic, sequence)).bytes, names);
    if (entry?.version !== at) throw damaged(topic, at);
    if (at === version)
      return { version, sequence, whole: entry.whole.sequence || sequence, epoch: entry.epoch, checksum: '' };
    [at, sequence] = before(entry, version);
  }
}

/** Returns the version before, or the whole one that this one begins with, if that is not too far back. */
function before({ version, previous, whole }: ModelEntry, wanted: number): [version: number, sequence: number] {
  return wanted <= whole.version ? [whole.version, whole.sequence] : [version - 1, previous];
}

function damaged(topic: string, version: number): LogError {
  return new LogError(
    'damaged',
    'modelAt',
    `version ${version} in ${topic} must be as it was published`,
    'a damaged one',
    'Ask for a newer version.',
  );
}
