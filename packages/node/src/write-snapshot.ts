import type { Snapshot } from '@thalweg/train';
import { FileError, notWritable } from './files/file-errors.ts';
import { replaceFile } from './files/replace-file.ts';
import { SnapshotFile } from './files/snapshot-file.ts';

/**
 * Writes a snapshot to a file atomically: a crash at any moment leaves either the previous file or the new one. Creates
 * the folder. The file may be larger than 2 GiB, and takes no memory beside the snapshot. It returns when the file is on
 * disk; `checkpoint` writes between the steps of a run instead.
 *
 * - **Throws** {@link FileError} if the file cannot be written, `StateError` if the snapshot cannot be encoded
 *
 * @example
 * writeSnapshot('runs/digits.safetensors', snapshot({ learn }));
 */
export function writeSnapshot(path: string, snapshot: Snapshot): void {
  if (path === '')
    throw new FileError("''", 'a path must name a file', 'an empty one', "Try 'runs/first.safetensors'.");
  try {
    replaceFile(path, new SnapshotFile(snapshot));
  } catch (error) {
    throw notWritable(path, error);
  }
}
