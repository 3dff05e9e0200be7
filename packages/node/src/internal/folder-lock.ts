import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, write, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '../file-error.ts';
import { codeOf } from './system-error.ts';
import { BEAT_MS, takeLock } from './take-lock.ts';

/**
 * The lock of a folder in which a run writes checkpoints: a file with a random token. Its owner writes to it every two
 * seconds, so its time shows that the owner is alive. A lock whose time is older than three intervals is taken over.
 * Numbers of processes would say nothing: two containers on one volume have the same ones.
 */
export class FolderLock {
  readonly #folder: string;
  readonly #path: string;
  readonly #token = randomBytes(16).toString('hex');
  /** Stays that of our file, also when another run has replaced it. */
  readonly #descriptor: number;
  readonly #timer: NodeJS.Timeout;
  #beaten = performance.now();

  /**
   * Takes the lock of a folder, which exists. `lost` is called once another run has taken it over.
   *
   * - **Throws** {@link FileError} if another run has it
   */
  constructor(folder: string, lost: (error: FileError) => void) {
    this.#folder = folder;
    this.#path = join(folder, '.thalweg-lock');
    takeLock(folder, this.#path, this.#token);
    this.#descriptor = openSync(this.#path, 'r+');
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
    writeSync(this.#descriptor, this.#token, 0);
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

  release(): void {
    clearInterval(this.#timer);
    try {
      if (readFileSync(this.#path, 'utf8') === this.#token) rmSync(this.#path, { force: true });
    } catch {
      // Nobody needs it any more: it is taken over when it is old.
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #beat(): void {
    this.#beaten = performance.now();
    write(this.#descriptor, this.#token, 0, () => {});
  }

  #compare(token: string): void {
    if (token !== this.#token) throw this.#lost('that of another run');
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
