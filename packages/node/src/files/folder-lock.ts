import { randomBytes, createHash } from 'node:crypto';
import {
  closeSync,
  openSync,
  readFileSync,
  rmSync,
  write,
  writeSync,
  fstatSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, FileError } from './file-errors.ts';
import { removeOwnerLeftovers, temporaryPath } from './temporary-file.ts';
import { hostname } from 'node:os';
import { openFile } from './file-source.ts';

/**
 * The lock of a folder in which a run writes checkpoints: a file with a random token. Its owner writes to it every two
 * seconds, so its time and what it says show that the owner is alive. A lock without a sign of life in three intervals is taken over.
 * Numbers of processes would say nothing: two containers on one volume have the same ones.
 */
export class FolderLock {
  readonly #folder: string;
  readonly #path: string;
  readonly #token = randomBytes(16).toString('hex');
  /** Stays that of our file, also when another run has replaced it. */
  readonly #descriptor: number;
  readonly #timer: NodeJS.Timeout;
  /** True while the system writes a sign of life. */
  #isWriting = false;
  #isReleased = false;
  #beaten = performance.now();

  /**
   * Takes the lock of a folder, which exists, and removes what interrupted owners left there. `lost` is called once another run has taken it over.
   *
   * - **Throws** {@link FileError} if another run has it
   */
  constructor(folder: string, lost: (error: FileError) => void) {
    this.#folder = folder;
    this.#path = join(folder, '.thalweg-lock');
    takeLock(folder, this.#path, this.#token);
    try {
      removeOwnerLeftovers(folder);
      this.#descriptor = openSync(this.#path, 'r+');
    } catch (error) {
      // As when too many files are open: without an owner, it would keep others out for a while.
      rmSync(this.#path, { force: true });
      throw error;
    }
    // It keeps no process alive that has nothing else to do.
    this.#timer = setInterval(() => {
      this.#beat();
      this.check().catch((error: unknown) => {
        // An error of the system may pass; the next write reports it if it does not.
        if (error instanceof FileError) lost(error);
      });
    }, BEAT_MS).unref();
  }

  /** Shows that the owner is alive, if a source that leaves the event loop no turn kept the timer from doing so. */
  keepAlive(): void {
    if (performance.now() - this.#beaten < 1.5 * BEAT_MS) return;
    this.#beaten = performance.now();
    try {
      writeSync(this.#descriptor, signOfLife(this.#token), 0);
    } catch {
      // It may pass. If it does not, another run may take the lock over, and the next write says so.
    }
  }

  /** Throws {@link FileError} if another run has taken the lock over, and an error of the system if it cannot be read. */
  checkNow(): void {
    try {
      this.#compare(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      throw this.#orNone(error);
    }
  }

  /** Does what {@link checkNow} does, without making anybody wait. */
  async check(): Promise<void> {
    try {
      this.#compare(await readFile(this.#path, 'utf8'));
    } catch (error) {
      throw this.#orNone(error);
    }
  }

  /** Returns why a write failed: the error for the lost lock, if it is lost, else the one of the write. */
  reasonOf(error: unknown): unknown {
    try {
      this.checkNow();
      return error;
    } catch (lost) {
      return lost instanceof FileError ? lost : error;
    }
  }

  release(): void {
    clearInterval(this.#timer);
    try {
      this.checkNow();
      rmSync(this.#path, { force: true });
    } catch {
      // Nobody needs it any more: it is taken over when it is old.
    } finally {
      this.#isReleased = true;
      if (!this.#isWriting) closeSync(this.#descriptor);
    }
  }

  #beat(): void {
    // The system is busy: a second sign of life would wait behind the first.
    if (this.#isWriting) return;
    this.#beaten = performance.now();
    this.#isWriting = true;
    write(this.#descriptor, signOfLife(this.#token), 0, () => {
      this.#isWriting = false;
      // Closed before, its number might be that of another file by the time of the write.
      if (this.#isReleased) closeSync(this.#descriptor);
    });
  }

  #compare(sign: string): void {
    if (sign.slice(0, TOKEN_LENGTH) !== this.#token) throw this.#lost('that of another run');
  }

  #orNone(error: unknown): unknown {
    return codeOf(error) === 'ENOENT' ? this.#lost('none') : error;
  }

  #lost(given: string): FileError {
    return new FileError(
      this.#folder,
      'the lock in the folder must be that of this run',
      given,
      'This run stood still for too long, or the lock was deleted: restore the newest checkpoint to continue.',
    );
  }
}

/** The milliseconds between two signs of life of a lock's owner. */
export const BEAT_MS = 2000;
/** The age of the last sign of life at which the owner is dead. */
const DEAD_MS = 3 * BEAT_MS;

/** A lock that somebody has. */
interface Held {
  /** The contents of its file. */
  readonly content: string;
  /** The milliseconds since the last sign of life, by the clock of the disk. */
  readonly age: number;
  /** The same by a clock that nobody sets, if the owner is on this machine and has said when it lived. */
  readonly steady: number | undefined;
}

/** The characters of a token. */
const TOKEN_LENGTH = 32;

/**
 * Returns a sign of life of a lock's owner: its token, the start of the system it runs on, and the milliseconds since then. The
 * clock of a disk may be set while the owner lives. Always of the same length, so that it is written over the last one.
 */
function signOfLife(token: string): string {
  return `${token} ${startOfSystem()} ${String(steadyNow()).padStart(15, '0')}`;
}

/** A word that processes share if their steady clocks have the same beginning; it has a fixed length. */
function startOfSystem(): string {
  let name: string;
  try {
    name = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    name = hostname();
  }
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

function steadyNow(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/** Returns the milliseconds since a sign of life; `undefined` for one of another machine, or before the last start of this one. */
function steadyAge(sign: string): number | undefined {
  const [, start, time] = sign.split(' ');
  if (start !== startOfSystem()) return undefined;
  const age = steadyNow() - Number(time);
  return age >= 0 ? age : undefined;
}

/**
 * Writes a token into the lock of a folder if there is no lock, or a dead one.
 *
 * - **Throws** {@link FileError} if another run has the lock
 */
export function takeLock(folder: string, path: string, token: string): void {
  // A lock that is released between two looks is tried again.
  for (let attempt = 0; attempt < 3; attempt++) {
    if (createFile(path, signOfLife(token))) return;
    const held = lookAt(folder, path);
    if (held === undefined) continue;
    if (!isDead(held)) throw inUse(folder, ageOf(held));
    const alive = takeOver(folder, path, token, held.content);
    if (alive === undefined) return;
    if (alive !== 'again') throw inUse(folder, ageOf(alive));
  }
  throw inUse(folder, 0);
}

/**
 * True if no clock shows life. The clock of the disk alone does not say so on the machine of the owner: it may have been set since. A
 * time to come is no sign of life: the clock was set back.
 */
function isDead(held: Held): boolean {
  return ageOf(held) >= DEAD_MS;
}

function ageOf({ age, steady = Infinity }: Held): number {
  return Math.min(Math.abs(age), steady);
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
    const content = readFileSync(descriptor, 'utf8');
    return { content, age: present(folder) - fstatSync(descriptor).mtimeMs, steady: steadyAge(content) };
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
  let name = /^[\da-f]{32}/.exec(dead)?.[0] ?? '0'.repeat(TOKEN_LENGTH);
  for (;;) {
    const claim = join(folder, `.thalweg-${name}.tmp`);
    claims.push(claim);
    if (createFile(claim, signOfLife(token))) break;
    const claimed = lookAt(folder, claim);
    if (claimed === undefined) return 'again';
    if (!isDead(claimed) || claims.length === MOST_CLAIMS) return claimed;
    name = createHash('sha256').update(`${name} ${claimed.content}`).digest('hex').slice(0, 32);
  }
  try {
    if (readFileSync(path, 'utf8') !== dead) return 'again';
    const temporary = temporaryPath(folder);
    writeFileSync(temporary, signOfLife(token), { flag: 'wx' });
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
  const ago = `a run that showed life ${(age / 1000).toFixed(1)} s ago`;
  const left = Math.ceil((DEAD_MS - age) / 1000);
  return new FileError(
    folder,
    'a folder must have one run at a time',
    ago,
    `Wait until that run has ended, or use another folder. If it was killed, try again in ${left} s.`,
  );
}
