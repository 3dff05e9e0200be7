import { readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { decodeSnapshot, StateError, type Snapshot } from '@thalweg/train';
import { FileError } from './file-error.ts';
import { checkpointsIn, stepOf } from './internal/checkpoint-files.ts';
import { codeOf } from './internal/system-error.ts';
import { latestCheckpoint } from './latest-checkpoint.ts';

/**
 * Reads the snapshot in a file, or the newest checkpoint in a folder. A damaged one is never passed over: the error
 * names it, and the newest intact one before it.
 *
 * - **Throws** {@link FileError} if the file is not there, cannot be read, is damaged or of another kind
 *
 * @example
 * restore({ learn }, readSnapshot('runs/digits'));
 */
export function readSnapshot(path: string): Snapshot {
  const file = isFolder(path) ? newestIn(path) : path;
  try {
    return decodeSnapshot(readFileSync(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What is wrong shows when it is read.
    return false;
  }
}

function newestIn(folder: string): string {
  const newest = latestCheckpoint(folder);
  if (newest !== undefined) return newest;
  throw new FileError(folder, 'a folder must have a checkpoint', 'none', 'Give the one that checkpoint() writes to.');
}

function unreadable(path: string, error: unknown): unknown {
  const cause = { cause: error };
  if (error instanceof StateError)
    return new FileError(path, error.requirement, error.given, error.advice + whatElse(path), cause);
  if (codeOf(error) === undefined) return error;
  const advice = `Look at the path and at permissions.${whatElse(path)}`;
  return new FileError(path, 'the file must be there and readable', (error as Error).message, advice, cause);
}

/** For a checkpoint: which one before it can be used. */
function whatElse(path: string): string {
  const step = stepOf(basename(path));
  if (step === undefined) return '';
  const before = checkpointsIn(dirname(path)).filter(checkpoint => checkpoint.step < step);
  const intact = before.reverse().find(checkpoint => isIntact(checkpoint.path));
  if (intact !== undefined) return ` The checkpoint before it, ${intact.path}, is intact: give its path.`;
  return before.length === 0 ? ' There is none before it.' : ' Those before it are damaged too.';
}

function isIntact(path: string): boolean {
  try {
    decodeSnapshot(readFileSync(path));
    return true;
  } catch {
    return false;
  }
}
