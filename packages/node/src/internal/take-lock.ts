import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../file-error.ts';
import { codeOf } from './system-error.ts';
import { temporaryPath } from './temporary-file.ts';

/** The milliseconds between two signs of life of a lock's owner. */
export const BEAT_MS = 2000;
/** The age of the last sign of life at which the owner is dead. */
const DEAD_MS = 3 * BEAT_MS;

/** A lock that somebody has. */
interface Held {
  readonly token: string;
  /** The milliseconds since the last sign of life, by the clock of the disk. */
  readonly age: number;
}

/**
 * Writes a token into the lock of a folder if there is no lock, or a dead one.
 *
 * - **Throws** {@link FileError} if another run has the lock
 */
export function takeLock(folder: string, path: string, token: string): void {
  // A lock that is released between two looks is tried again.
  for (let attempt = 0; attempt < 3; attempt++) {
    if (createFile(path, token)) return;
    const held = lookAt(folder, path);
    if (held === undefined) continue;
    // A time to come is no sign of life either: the clock of the disk was set back.
    if (Math.abs(held.age) < DEAD_MS) throw inUse(folder, held.age);
    if (takeOver(folder, path, token, held.token)) return;
    break;
  }
  throw inUse(folder, 0);
}

/** Returns false if the file exists. */
function createFile(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Returns what is known about a lock; undefined if it was released meanwhile. */
function lookAt(folder: string, path: string): Held | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return { token: readFileSync(descriptor, 'utf8'), age: present(folder) - fstatSync(descriptor).mtimeMs };
  } finally {
    closeSync(descriptor);
  }
}

/** Returns the present by the clock of the disk: the time of a file that is written now. */
function present(folder: string): number {
  const path = temporaryPath(folder);
  const descriptor = openSync(path, 'wx');
  try {
    writeFileSync(descriptor, 'now');
    return fstatSync(descriptor).mtimeMs;
  } finally {
    closeSync(descriptor);
    rmSync(path, { force: true });
  }
}

/**
 * Replaces a dead lock. Of several runs that try, one succeeds: that which creates the file named after the dead token,
 * and still finds this token then.
 */
function takeOver(folder: string, path: string, token: string, dead: string): boolean {
  const claim = join(folder, `.thalweg-${/^[\da-f]{32}$/.test(dead) ? dead : '0'.repeat(32)}.tmp`);
  if (!createFile(claim, token)) {
    const claimed = lookAt(folder, claim);
    // Whoever claimed it died too. Another attempt will find no claim.
    if (claimed !== undefined && Math.abs(claimed.age) >= DEAD_MS) rmSync(claim, { force: true });
    return false;
  }
  try {
    if (readFileSync(path, 'utf8') !== dead) return false;
    const temporary = temporaryPath(folder);
    writeFileSync(temporary, token, { flag: 'wx' });
    renameSync(temporary, path);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

function inUse(folder: string, age: number): FileError {
  const ago = `a run that showed life ${(Math.max(age, 0) / 1000).toFixed(1)} s ago`;
  const left = Math.ceil((DEAD_MS - Math.max(age, 0)) / 1000);
  return new FileError(
    folder,
    'a folder must have one run at a time',
    ago,
    `Wait until that run has ended, or use another folder. If it was killed, try again in ${left} s.`,
  );
}
