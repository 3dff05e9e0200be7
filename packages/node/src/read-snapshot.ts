import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { StateError, type Snapshot } from '@thalweg/train';
import { snapshotFrom } from '@thalweg/train/engine';
import { codeOf, FileError } from './files/file-errors.ts';
import { checkpointsIn, stepOf } from './checkpoints/checkpoint-files.ts';
import { withFile } from './files/file-source.ts';
import { latestCheckpoint } from './latest-checkpoint.ts';

/**
 * Reads the snapshot in a file, or the newest checkpoint in a folder. It never skips a damaged checkpoint: the error names
 * the damaged file and the newest intact one before it. The file may be larger than 2 GiB, and takes no memory beside the
 * snapshot.
 *
 * - **Throws** {@link FileError} if the file does not exist, cannot be read, is damaged or is not a snapshot
 *
 * @example
 * restore({ learn }, readSnapshot('runs/digits'));
 */
export function readSnapshot(path: string): Snapshot {
  const file = isFolder(path) ? newestIn(path) : path;
  try {
    return snapshotIn(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function snapshotIn(file: string): Snapshot {
  return withFile(file, source => snapshotFrom(source, createHash('sha256')));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Reading the file reports the error.
    return false;
  }
}

function newestIn(folder: string): string {
  const newest = latestCheckpoint(folder);
  if (newest !== undefined) return newest;
  throw new FileError(
    folder,
    'a folder must have a checkpoint',
    'none',
    'Pass the folder that checkpoint() writes to.',
  );
}

function unreadable(path: string, error: unknown): unknown {
  const cause = { cause: error };
  if (error instanceof StateError)
    return new FileError(path, error.requirement, error.given, error.advice + adviceOnEarlier(path), cause);
  if (codeOf(error) === undefined) return error;
  const advice = `Check the path and its permissions.${adviceOnEarlier(path)}`;
  return new FileError(path, 'the file must exist and be readable', (error as Error).message, advice, cause);
}

/** Returns advice on which earlier checkpoint can be used instead. */
function adviceOnEarlier(path: string): string {
  const step = stepOf(basename(path));
  if (step === undefined) return '';
  const before = checkpointsIn(dirname(path)).filter(checkpoint => checkpoint.step < step);
  const intact = before.reverse().find(checkpoint => isIntact(checkpoint.path));
  if (intact !== undefined) return ` The checkpoint before it, ${intact.path}, is intact: pass its path.`;
  return before.length === 0 ? ' There is none before it.' : ' Those before it are damaged too.';
}

function isIntact(path: string): boolean {
  try {
    snapshotIn(path);
    return true;
  } catch {
    return false;
  }
}
