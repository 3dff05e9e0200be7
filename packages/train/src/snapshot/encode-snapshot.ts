import { CHECKSUM_START, checksumOf } from './file-format.ts';
import type { Snapshot } from './snapshot.ts';
import { snapshotParts } from './snapshot-parts.ts';

/**
 * Returns the bytes of a snapshot's file: a safetensors file with a checksum, described in `docs/snapshot-format.md`. Equal
 * snapshots have equal bytes.
 *
 * - **Throws** {@link StateError} for values that are not plain or have more than 1,000 levels, a part whose name has a
 *   slash, and a version that is no positive whole number
 *
 * @example
 * encodeSnapshot(snapshot({ learn }))
 */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const parts = [...snapshotParts(snapshot)];
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    file.set(part, end);
    end += part.length;
  }
  file.set(checksumOf(file), CHECKSUM_START);
  return file;
}
