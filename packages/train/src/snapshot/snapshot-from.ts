import {
  type ByteSource,
  ContractError,
  safetensorsEntries,
  type SafetensorsEntries,
  type SafetensorsEntry,
  type Tensor,
  tensorOfEntry,
  type TypedArray,
} from '@thalweg/tensor';
import type { DecodeOptions } from './decode-options.ts';
import {
  ARRAY,
  CHECKSUM_LENGTH,
  CHECKSUM_START,
  digitsOf,
  excessOf,
  FORMAT,
  type Hash,
  NUMBER,
} from './file-format.ts';
import type { Migrations } from './migrations.ts';
import type { Json, Plain, Saved } from './savable.ts';
import { isRecord, shown } from './saved-state.ts';
import { type Snapshot, SNAPSHOT_VERSION } from './snapshot.ts';
import { StateError } from './state-error.ts';

/**
 * Reads a snapshot as `decodeSnapshot` does, from any source of bytes, with any implementation of SHA-256. Each byte is
 * read once, so the file need not fit into one array.
 */
export function snapshotFrom(source: ByteSource, hash: Hash, options: DecodeOptions = {}): Snapshot {
  const { version: present = SNAPSHOT_VERSION, migrations: known = migrations } = options;
  return orStateError(() => {
    const { entries, metadata } = safetensorsEntries(hashed(source, hash));
    const version = checkedVersion(metadata, present);
    checkSum(metadata['checksum'], digitsOf(hash));
    return migrate({ version, parts: partsOf(entries, metadata['values'] ?? '{}') }, present, known);
  });
}

/** Calls a function, and turns what it says about a safetensors file into a {@link StateError}. */
function orStateError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ContractError) || error instanceof StateError) throw error;
    const advice = 'It is of another kind, was cut short or changed: use another copy.';
    throw new StateError('snapshot', error.requirement, error.given, advice, { cause: error });
  }
}

function checkedVersion({ format, version = 'none' }: SafetensorsEntries['metadata'], present: number): number {
  if (format !== FORMAT)
    throw refusal(
      `the format in the metadata must be '${FORMAT}'`,
      format ?? 'a file without one',
      'It is a safetensors file of another kind: read it with decodeSafetensors.',
    );
  if (!/^[1-9]\d{0,14}$/.test(version))
    throw refusal('its version must be a positive whole number', version.slice(0, 40), 'Write it with encodeSnapshot.');
  if (Number(version) > present)
    throw refusal(`this reads versions up to ${present}`, version, 'A newer version wrote it: update this one.');
  return Number(version);
}

function checkSum(wanted = 'none', digits: Uint8Array): void {
  const found = String.fromCharCode(...digits);
  if (found === wanted) return;
  throw refusal(
    `its content must have the checksum ${wanted.slice(0, 12)}…`,
    `${found.slice(0, 12)}…`,
    'It was changed after it was written: use another copy.',
  );
}

function refusal(requirement: string, given: string, advice: string): StateError {
  return new StateError('snapshot', requirement, given, advice);
}

/** The name of a typed array of the values. The names of tensors have a slash. */
const ARRAY_NAME = /^\$(\d{1,8})$/;

/** Returns the parts of a snapshot. Throws {@link StateError} if the values are not those of parts, or tensors have none. */
function partsOf(stored: readonly SafetensorsEntry[], text: string): Record<string, Saved> {
  const values = parseValues(text, arraysOf(stored));
  if (!isRecord(values)) throw damaged('the values must be an object with a key for each part', shown(values));
  const parts = new Map(Object.entries(values).map(([part, values]) => [part, partWith(part, values)]));
  for (const entry of stored) {
    if (ARRAY_NAME.test(entry.name)) continue;
    const slash = entry.name.indexOf('/');
    const part = slash < 0 ? undefined : parts.get(entry.name.slice(0, slash));
    if (part === undefined) throw damaged('every tensor must be of a part that has values', `'${entry.name}'`);
    part.tensors.push([entry.name.slice(slash + 1), tensorOfEntry(entry)]);
  }
  const saved = [...parts].map(([part, { tensors, values }]) => [
    part,
    { tensors: Object.fromEntries(tensors), values },
  ]);
  return Object.fromEntries(saved) as Record<string, Saved>;
}

function partWith(part: string, values: unknown): { tensors: [string, Tensor][]; values: Saved['values'] } {
  if (!isRecord(values)) throw damaged(`the values of '${part}' must be an object`, shown(values));
  return { tensors: [], values: values as Saved['values'] };
}

/** The kinds of typed arrays by the element types that store them. */
const kinds: Readonly<Record<string, (buffer: ArrayBuffer) => TypedArray>> = {
  F64: buffer => new Float64Array(buffer),
  F32: buffer => new Float32Array(buffer),
  I32: buffer => new Int32Array(buffer),
  U8: buffer => new Uint8Array(buffer),
};

/** Returns the typed arrays of the values, by the numbers in their names. */
function arraysOf(stored: readonly SafetensorsEntry[]): TypedArray[] {
  const arrays: TypedArray[] = [];
  for (const { name, dtype, bytes } of stored) {
    const [, number] = ARRAY_NAME.exec(name) ?? [];
    if (number !== undefined && Object.hasOwn(kinds, dtype)) arrays[Number(number)] = kinds[dtype]!(bytes.buffer);
  }
  return arrays;
}

function damaged(requirement: string, given: string): StateError {
  return new StateError('snapshot', requirement, given, 'Write it with encodeSnapshot.');
}

/** The numbers that JSON lacks, as a file has them. */
const numbers: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity, '-0': -0 };

/** Returns the values whose JSON `printValues` yielded, with these arrays. Throws {@link StateError} for any other text. */
function parseValues(text: string, arrays: readonly (TypedArray | undefined)[]): Plain {
  const excess = excessOf(text);
  if (excess !== undefined) throw unreadable(`the values must ${excess}`, 'more');
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    throw unreadable('the values must be JSON', JSON.stringify(text.slice(0, 40)), error);
  }
  return meant(json, arrays);
}

function meant(value: Json, arrays: readonly (TypedArray | undefined)[]): Plain {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(item => meant(item as Json, arrays));
  const fields = Object.entries(value as Readonly<Record<string, Json>>);
  const special = fields.find(([key]) => key === NUMBER || key === ARRAY);
  if (special !== undefined) return fields.length === 1 ? specialOf(special, arrays) : unknownKey(special[0]);
  return Object.fromEntries(fields.map(([key, field]) => [unescaped(key), meant(field, arrays)]));
}

function specialOf([key, of]: [string, Json], arrays: readonly (TypedArray | undefined)[]): Plain {
  if (key === NUMBER && typeof of === 'string' && Object.hasOwn(numbers, of)) return numbers[of]!;
  const array = key === ARRAY && typeof of === 'number' ? arrays[of] : undefined;
  return array ?? unknownKey(`${key} with ${typeof of === 'object' ? 'something else' : String(of).slice(0, 40)}`);
}

function unescaped(key: string): string {
  if (!key.startsWith('$')) return key;
  return key.startsWith('$$') ? key.slice(1) : unknownKey(key);
}

function unknownKey(given: string): never {
  throw unreadable('a key of the values that begins with $ must be known', given);
}

function unreadable(requirement: string, given: string, cause?: unknown): StateError {
  const advice = 'It was written by another program: use another copy.';
  return new StateError('snapshot', requirement, given, advice, { cause });
}

/** The bytes that are read and then hashed at once, while they are in the processor's cache. */
const PIECE = 2 ** 20;

/**
 * Returns a source that hashes what is read from it, from the first byte to the last, with zeros in place of the digits
 * of the checksum.
 */
function hashed(source: ByteSource, hash: Hash): ByteSource {
  const hashFrom = (begin: number, bytes: Uint8Array): void => {
    const [from, to] = [CHECKSUM_START - begin, CHECKSUM_START + CHECKSUM_LENGTH - begin];
    if (to <= 0 || from >= bytes.length) return void hash.update(bytes);
    hash.update(bytes.slice().fill(0x30, Math.max(from, 0), to));
  };
  return {
    length: source.length,
    read: (begin, into) => {
      for (let at = 0; at < into.length; at += PIECE) {
        const piece = into.subarray(at, at + PIECE);
        source.read(begin + at, piece);
        hashFrom(begin + at, piece);
      }
    },
  };
}

/** The migrations of this package: one for every version before the present one. */
export const migrations: Migrations = {};

/** Migrates a snapshot to a version, one version after another. */
function migrate(older: Snapshot, version: number, known: Migrations): Snapshot {
  let snapshot = older;
  for (let from = older.version; from < version; from++) {
    const next = known[from];
    if (next === undefined)
      throw new StateError(
        'snapshot',
        `there must be a migration from version ${from} to ${from + 1}`,
        `none, for one of version ${older.version}`,
        'Read it with the version that wrote it.',
      );
    snapshot = { ...next(snapshot), version: from + 1 };
  }
  return snapshot;
}
