import { ContractError, decodeSafetensors, type Safetensors, type Tensor } from '@thalweg/tensor';
import { checksumOf, FORMAT } from './file-format.ts';
import { migrate, migrations } from './migrate.ts';
import type { Migrations } from './migrations.ts';
import { parseValues } from './plain-values.ts';
import type { Saved } from './savable.ts';
import { SNAPSHOT_VERSION, type Snapshot } from './snapshot.ts';
import { StateError } from './state-error.ts';

/** Options of {@link decodeSnapshot}. */
export interface DecodeOptions {
  /** The version that older snapshots are migrated to; {@link SNAPSHOT_VERSION} by default. */
  readonly version?: number;
  /** The migrations; those of this package by default. */
  readonly migrations?: Migrations;
}

/**
 * Reads a snapshot from the bytes of its file. After its checksum is verified, an older snapshot is migrated to the present
 * version.
 *
 * - **Throws** {@link StateError} if the bytes are not a safetensors file, or one that holds no snapshot; if a newer
 *   version wrote it; if anything in it was changed; if there is no migration from its version to the present one
 *
 * @example
 * restore({ learn }, decodeSnapshot(bytes));
 */
export function decodeSnapshot(bytes: Uint8Array, options: DecodeOptions = {}): Snapshot {
  const { version: present = SNAPSHOT_VERSION, migrations: known = migrations } = options;
  const { tensors, metadata } = readFile(bytes);
  if (metadata['format'] !== FORMAT)
    throw refusal(
      `the format in the metadata must be '${FORMAT}'`,
      metadata['format'] ?? 'a file without one',
      'It is a safetensors file of another kind: read it with decodeSafetensors.',
    );
  const version = Number(metadata['version']);
  if (version > present)
    throw refusal(
      `this reads versions up to ${present}`,
      String(version),
      'A newer version wrote it: update this one.',
    );
  const [found, wanted = 'none'] = [checksumOf(bytes), metadata['checksum']];
  if (found !== wanted)
    throw refusal(
      `its content must have the checksum ${wanted.slice(0, 12)}…`,
      `${found.slice(0, 12)}…`,
      'It was changed after it was written: use another copy.',
    );
  return migrate({ version, parts: partsOf(tensors, metadata['values'] ?? '{}') }, present, known);
}

function readFile(bytes: Uint8Array): Safetensors {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const advice = 'It is of another kind, was cut short or changed: use another copy.';
    throw new StateError('snapshot', error.requirement, error.given, advice, { cause: error });
  }
}

function partsOf(tensors: Readonly<Record<string, Tensor>>, text: string): Record<string, Saved> {
  const values = Object.entries(parseValues(text) as Readonly<Record<string, Saved['values']>>);
  const own = new Map(values.map(([part]) => [part, new Map<string, Tensor>()]));
  for (const [path, tensor] of Object.entries(tensors)) {
    const slash = path.indexOf('/');
    const part = own.get(path.slice(0, slash));
    if (part === undefined)
      throw refusal('every tensor must be of a part that has values', `'${path}'`, 'Write it with encodeSnapshot.');
    part.set(path.slice(slash + 1), tensor);
  }
  return Object.fromEntries(
    values.map(([part, values]) => [part, { tensors: Object.fromEntries(own.get(part)!), values }]),
  );
}

function refusal(requirement: string, given: string, advice: string): StateError {
  return new StateError('snapshot', requirement, given, advice);
}
