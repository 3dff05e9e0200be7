import { encodeSafetensors } from '@thalweg/tensor';
import { CHECKSUM_LENGTH, CHECKSUM_START, checksumOf, FORMAT } from './file-format.ts';
import { printValues } from './plain-values.ts';
import type { Snapshot } from './snapshot.ts';
import { StateError } from './state-error.ts';

/**
 * Returns the bytes of a snapshot's file: a safetensors file with a checksum, described in `docs/snapshot-format.md`. Equal
 * snapshots have equal bytes.
 *
 * - **Throws** {@link StateError} for values that are not plain, a part whose name has a slash, and a version that is no
 *   positive whole number
 *
 * @example
 * encodeSnapshot(snapshot({ learn }))
 */
export function encodeSnapshot({ version, parts }: Snapshot): Uint8Array {
  if (!Number.isSafeInteger(version) || version < 1)
    throw new StateError(
      'encodeSnapshot',
      'the version must be a positive whole number',
      String(version),
      'Use snapshot().',
    );
  const slashed = Object.keys(parts).find(part => part.includes('/'));
  if (slashed !== undefined)
    throw new StateError('encodeSnapshot', 'the name of a part must have no slash', slashed, 'Use a dot.');
  const values = Object.fromEntries(Object.entries(parts).map(([part, { values }]) => [part, values]));
  const tensors = Object.entries(parts).flatMap(([part, { tensors }]) =>
    Object.entries(tensors).map(([name, tensor]) => [`${part}/${name}`, tensor] as const),
  );
  const file = encodeSafetensors(Object.fromEntries(tensors), {
    checksum: '0'.repeat(CHECKSUM_LENGTH),
    format: FORMAT,
    values: printValues(values),
    version: String(version),
  });
  const digits = checksumOf(file);
  for (let at = 0; at < CHECKSUM_LENGTH; at++) file[CHECKSUM_START + at] = digits.charCodeAt(at);
  return file;
}
