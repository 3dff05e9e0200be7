import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The milliseconds after which a temporary file was left behind by a writer that is no more. A writer writes to its file
 * all the time, but for the end, when the system brings it to the disk.
 */
const HOUR = 3_600_000;

/** Returns a path that no other writer has, on whatever machine: numbers of processes are the same in two containers. */
export function temporaryPath(folder: string): string {
  return join(folder, `.thalweg-${randomBytes(16).toString('hex')}.tmp`);
}

/** Returns a path for a file that only the owner of the folder's lock writes, such as a checkpoint. */
export function ownerTemporaryPath(folder: string): string {
  return join(folder, `.thalweg-run-${randomBytes(16).toString('hex')}.tmp`);
}

/**
 * Removes temporary files that were written to for the last time an hour before a new one. Times of files are compared
 * with each other, not with a clock: the disk may belong to another machine.
 */
export function removeLeftovers(folder: string, newFile: string): void {
  const names = readdirSync(folder).filter(name => /^\.thalweg-(run-)?[\da-f-]+\.tmp$/.test(name));
  if (names.length < 2) return;
  const present = statSync(newFile).mtimeMs;
  for (const name of names) {
    const path = join(folder, name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && present - written > HOUR) rmSync(path, { force: true });
  }
}

/**
 * Removes what interrupted owners of the folder's lock left behind. The caller owns it now. An owner that only stood still, and goes on
 * later, cannot replace a file any more: it looks at the lock when its temporary file is whole.
 */
export function removeOwnerLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (/^\.thalweg-run-[\da-f]{32}\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
}
