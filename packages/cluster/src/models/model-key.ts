import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { jsonCodec, type Log, LogError } from '@thalweg/log';
import { isEpoch, Opener, Sealer } from '@thalweg/log/engine';
import { defer, filter, firstValueFrom, map, type Observable, retry } from 'rxjs';
import {
  custom,
  type GenericSchema,
  integer,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  pipe,
  safeParse,
  string,
} from 'valibot';
import type { ModelNames } from './model-names.ts';

/** The newest version of a published model, as its key describes it. */
export interface ModelKey {
  /** Counts up from 1; 0 before the first version. */
  readonly version: number;
  /** The sequence of the entry that holds it. */
  readonly sequence: number;
  /** The sequence of the entry that its changes begin with; the same if it is whole. */
  readonly whole: number;
  /** The epoch of its publisher; 0 without epochs. */
  readonly epoch: number;
  /** The checksum in the file of its snapshot, as hexadecimal digits; '' if only its file says it. */
  readonly checksum: string;
}

/** The value of a key before the first version. */
export const noModel: ModelKey = { version: 0, sequence: 0, whole: 0, epoch: 0, checksum: '' };

/** The bytes of a key: its JSON, with the SHA-256 of the JSON without it. */
const codec = /* @__PURE__ */ jsonCodec<unknown>();

/** The largest version: far from 2⁵³, as the largest epoch is, and more than a publication each microsecond for eight years. */
const LARGEST_VERSION = 2 ** 48;

/** The bytes of the longest key: six numbers and two digests have a few hundred. */
const LONGEST_KEY = 4096;

const count = /* @__PURE__ */ pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));

const schema = /* @__PURE__ */ object({
  version: pipe(count, maxValue(LARGEST_VERSION)),
  sequence: count,
  whole: count,
  epoch: custom<number>(isEpoch),
  checksum: pipe(string(), maxLength(128)),
}) as GenericSchema<unknown, ModelKey>;

/** Returns a key as JSON that carries its own digest, or that a seal covers. */
export function encodeModelKey(
  { version, sequence, whole, epoch, checksum }: ModelKey,
  { key: name, seal }: ModelNames,
): Uint8Array {
  const key = { version, sequence, whole, epoch, checksum };
  if (seal === undefined) return codec.encode({ ...key, sha256: digestOf(key) });
  return new Sealer(name, 'publisher', epoch, seal).seal(version + 1, codec.encode(key));
}

/** Reads a key. Throws {@link LogError} with the reason `'damaged'` if its digest or its seal does not hold. */
export function decodeModelKey(bytes: Uint8Array, names: ModelNames): ModelKey {
  const key = fieldsIn(bytes, names);
  if (key !== undefined) return key;
  throw new LogError(
    'damaged',
    'publishedModel',
    'the key of a model must have the digest that it was written with',
    `${bytes.length} other bytes`,
    'Publish the model under another name, or restore the key.',
  );
}

/** Returns the version after one. Throws {@link LogError} `'damaged'` if readers would take it for none. */
export function versionAfter(version: number): number {
  if (version < LARGEST_VERSION) return version + 1;
  throw new LogError(
    'damaged',
    'modelPublisher',
    'the newest version of a model must have room for a next one',
    `version ${version}`,
    'Somebody else has written the key: publish the model under another name, with a seal.',
  );
}

function fieldsIn(bytes: Uint8Array, { key: name, seal }: ModelNames): ModelKey | undefined {
  const json = seal === undefined ? bytes : new Opener(name, seal).open(bytes)?.body;
  if (json === undefined || json.length > LONGEST_KEY) return undefined;
  try {
    const { sha256: digest, ...key } = codec.decode(json) as Record<string, unknown>;
    const { success, output } = safeParse(schema, key, { abortEarly: true });
    return success && (seal !== undefined || digest === digestOf(key)) ? output : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(key: object): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(key))));
}

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
