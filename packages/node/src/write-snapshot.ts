import { encodeSnapshot, type Snapshot } from '@thalweg/train';
import { FileError } from './file-error.ts';
import { replaceFile } from './internal/replace-file.ts';
import { codeOf } from './internal/system-error.ts';

/**
 * Writes a snapshot to a file, whole or not at all: a crash at any moment leaves the file that stood there before, or
 * the new one. Creates the folder.
 *
 * - **Throws** {@link FileError} if the file cannot be written, `StateError` if the snapshot cannot be kept
 *
 * @example
 * writeSnapshot('runs/digits.safetensors', snapshot({ learn }));
 */
export function writeSnapshot(path: string, snapshot: Snapshot): void {
  const bytes = encodeSnapshot(snapshot);
  try {
    replaceFile(path, bytes);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    const advice = 'Look at the disk’s space and at permissions; what was there before still is.';
    throw new FileError(path, 'the file must be written', (error as Error).message, advice, { cause: error });
  }
}
