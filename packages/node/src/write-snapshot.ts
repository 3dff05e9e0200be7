import type { Snapshot } from '@thalweg/train';
import { FileError } from './file-error.ts';
import { notWritable } from './internal/not-writable.ts';
import { replaceFile } from './internal/replace-file.ts';
import { SnapshotFile } from './internal/snapshot-file.ts';

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
