import type { ByteSource } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { DecodeOptions } from './decode-options.ts';
import { portableHash } from './file-format.ts';
import { migrations, snapshotFrom } from './snapshot-from.ts';
import { SNAPSHOT_VERSION, type Snapshot } from './snapshot.ts';

/**
 * Reads a snapshot from the bytes of its file. After its checksum is verified, an older snapshot is migrated to the present
 * version.
 *
 * - **Throws** {@link StateError} if the bytes are not a safetensors file, or one that holds no snapshot; if a newer
 *   version wrote it; if anything in it was changed; if its values are not what a snapshot has; if there is no migration
 *   from its version to the present one
 *
 * @example
 * restore({ learn }, decodeSnapshot(bytes));
 */
export function decodeSnapshot(bytes: Uint8Array, options?: DecodeOptions): Snapshot {
  const chosen = optionsOf('decodeSnapshot', options, { version: SNAPSHOT_VERSION, migrations });
  const source: ByteSource = {
    length: bytes.length,
    read: (begin, into) => into.set(bytes.subarray(begin, begin + into.length)),
  };
  return snapshotFrom(source, portableHash(), chosen);
}
