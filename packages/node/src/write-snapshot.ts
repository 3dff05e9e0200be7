import { encodeSnapshot, type Snapshot } from '@thalweg/train';
import { FileError } from './file-error.ts';
import { replaceFile } from './internal/replace-file.ts';
import { codeOf } from './internal/system-error.ts';

/**
 * Writes a snapshot to a file atomically: a crash at any moment leaves either the previous file or the new one. Creates
 * the folder.
 *
 * - **Throws** {@link FileError} if the file cannot be written, `StateError` if the snapshot cannot be encoded
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
    const advice = 'Check the free disk space and permissions. The previous file is intact.';
    throw new FileError(path, 'the file must be writable', (error as Error).message, advice, { cause: error });
  }
}
