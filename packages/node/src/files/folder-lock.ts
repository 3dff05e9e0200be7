import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, write, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, FileError } from './file-errors.ts';
import { BEAT_MS, signOfLife, takeLock, TOKEN_LENGTH } from './take-lock.ts';
import { removeOwnerLeftovers } from './temporary-file.ts';

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
