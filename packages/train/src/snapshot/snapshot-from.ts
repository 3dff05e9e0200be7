import { ContractError, safetensorsEntries, type ByteSource, type SafetensorsEntries } from '@thalweg/tensor';
import type { DecodeOptions } from './decode-options.ts';
import { digitsOf, FORMAT, type Hash } from './file-format.ts';
import { hashed } from './hashed.ts';
import { migrate, migrations } from './migrate.ts';
import { partsOf } from './parts-of.ts';
import { SNAPSHOT_VERSION, type Snapshot } from './snapshot.ts';
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
