import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../file-error.ts';
import { openFile } from './file-source.ts';
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
    if (!isDead(held)) throw inUse(folder, held.age);
    const alive = takeOver(folder, path, token, held.token);
    if (alive === undefined) return;
    if (alive !== 'again') throw inUse(folder, alive.age);
  }
  throw inUse(folder, 0);
}

/** A time to come is no sign of life either: the clock of the disk was set back. */
function isDead({ age }: Held): boolean {
  return Math.abs(age) >= DEAD_MS;
}

/** Returns false if the file exists. */
function createFile(path: string, content: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(descriptor, content);
    return true;
  } catch (error) {
    // On a full disk it would be taken for the lock of a run.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Returns what is known about a lock; undefined if it was released meanwhile. */
function lookAt(folder: string, path: string): Held | undefined {
  let descriptor: number;
  try {
    descriptor = openFile(path);
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

/**
 * Returns the present by the clock of the disk: the time of a file that is written now. Where none can be, it is that of this
 * machine, so that a lock can be looked at on a full disk too.
 */
function present(folder: string): number {
  const path = temporaryPath(folder);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch {
    return Date.now();
  }
  try {
    writeFileSync(descriptor, 'now');
  } catch {
    // A new file has the present time, also when nothing can be written to it.
  }
  try {
    return fstatSync(descriptor).mtimeMs;
  } finally {
    closeSync(descriptor);
    rmSync(path, { force: true });
  }
}

/** More runs in a row that were killed while they took one lock over are hardly met. */
const MOST_CLAIMS = 64;

/**
 * Replaces a dead lock. Of several runs that try, one succeeds: that which creates the claim, a file named after the dead token,
 * and still finds this token then. The claim of a run that was killed at this is dead as a lock is, and claimed in the same way,
 * by a file that is named after it. Returns nothing if the lock is ours, the claim of a run that is alive, or `'again'` if others
 * have changed what was seen.
 */
function takeOver(folder: string, path: string, token: string, dead: string): Held | 'again' | undefined {
  const claims: string[] = [];
  let name = /^[\da-f]{32}$/.test(dead) ? dead : '0'.repeat(32);
  for (;;) {
    const claim = join(folder, `.thalweg-${name}.tmp`);
    claims.push(claim);
    if (createFile(claim, token)) break;
    const claimed = lookAt(folder, claim);
    if (claimed === undefined) return 'again';
    if (!isDead(claimed) || claims.length === MOST_CLAIMS) return claimed;
    name = createHash('sha256').update(`${name} ${claimed.token}`).digest('hex').slice(0, 32);
  }
  try {
    if (readFileSync(path, 'utf8') !== dead) return 'again';
    const temporary = temporaryPath(folder);
    writeFileSync(temporary, token, { flag: 'wx' });
    renameSync(temporary, path);
    // Those before ours are of runs that were killed.
    for (const claim of claims.slice(0, -1)) rmSync(claim, { force: true });
    return undefined;
  } catch (error) {
    // The lock was released by a run that took it over before us.
    if (codeOf(error) === 'ENOENT') return 'again';
    throw error;
  } finally {
    rmSync(claims.at(-1)!, { force: true });
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
