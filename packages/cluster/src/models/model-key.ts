import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { jsonCodec, type Log, type LogEntry, LogError } from '@thalweg/log';
import { isEpoch, Opener, readPast, Sealer } from '@thalweg/log/engine';
import { defer, filter, firstValueFrom, map, type Observable, of, retry, take } from 'rxjs';
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

/** An entry of a topic of models: a whole model, or the changes from the version before. */
export interface ModelEntry {
  readonly version: number;
  /** The sequence of the entry of the version before; 0 for the first. */
  readonly previous: number;
  /** The sequence and the version of the entry that the changes begin with; both 0 for an entry that is whole itself. */
  readonly whole: { readonly sequence: number; readonly version: number };
  /** The epoch of its publisher; 0 without epochs. */
  readonly epoch: number;
  /** The file of a snapshot, or what differs from that of the version before. */
  readonly body: Uint8Array;
}

/** The number that entries of this format begin with. */
const FORMAT = 20_001;

/** The numbers before a body. */
const NUMBERS = 6;

/** Returns an entry as bytes: six float64 numbers, then the body; sealed, if the model is. */
export function encodeModelEntry(
  { version, previous, whole, epoch, body }: ModelEntry,
  { topic, seal }: ModelNames,
): Uint8Array {
  const bytes = new Uint8Array(NUMBERS * 8 + body.length);
  const view = new DataView(bytes.buffer);
  const numbers = [FORMAT, version, previous, whole.sequence, whole.version, epoch];
  numbers.forEach((value, i) => view.setFloat64(8 * i, value, true));
  bytes.set(body, NUMBERS * 8);
  return seal === undefined ? bytes : new Sealer(topic, 'publisher', epoch, seal).seal(version, bytes);
}

/** Reads an entry, without a copy of its body; `undefined` for bytes that are none. */
export function decodeModelEntry(stored: Uint8Array, { topic, seal }: ModelNames): ModelEntry | undefined {
  const bytes = seal === undefined ? stored : new Opener(topic, seal).open(stored)?.body;
  if (bytes === undefined || bytes.length < NUMBERS * 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const numberAt = (i: number): number => view.getFloat64(8 * i, true);
  if (numberAt(0) !== FORMAT) return undefined;
  const entry = {
    version: numberAt(1),
    previous: numberAt(2),
    whole: { sequence: numberAt(3), version: numberAt(4) },
    epoch: numberAt(5),
    body: bytes.subarray(NUMBERS * 8),
  };
  return isSound(entry) ? entry : undefined;
}

/** True for numbers that a publisher writes: an entry follows from older ones alone. */
function isSound({ version, previous, whole, epoch }: ModelEntry): boolean {
  const counts = [version, previous, whole.sequence, whole.version];
  if (!counts.every(count => Number.isSafeInteger(count) && count >= 0) || !isEpoch(epoch)) return false;
  return version > whole.version && (whole.sequence === 0) === (whole.version === 0);
}

/** Reads the entry of a topic that has a sequence. Throws {@link LogError} with the reason `'trimmed'` if it is not there. */
export async function entryAt(log: Log, topic: string, sequence: number): Promise<LogEntry> {
  const found$ = readPast(log, topic, sequence, { until: 'end', demand: of(1) }).pipe(take(1));
  const entry = await firstValueFrom(found$, { defaultValue: undefined });
  if (entry?.sequence === sequence) return entry;
  throw new LogError(
    'trimmed',
    'publishedModel',
    `${topic} must have an entry with the sequence ${sequence}`,
    entry === undefined ? 'none from there on' : `a next one with ${entry.sequence}`,
    'Keep as many entries of the topic as there are between two whole models.',
  );
}
