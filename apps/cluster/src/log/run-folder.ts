import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createFolder, FolderLock } from '@thalweg/node/engine';
import { StateError } from '@thalweg/train';

/** The folder of a run. One process at a time has it, and a file in it tells where the log of the run is. */
export class RunFolder {
  readonly #folder: string;
  readonly #path: string;
  readonly #lock: FolderLock;

  /**
   * Takes a folder, and creates it before. `lost` is called if another process has taken it over, because this one stood still.
   *
   * - **Throws** `FileError` if another process has it
   */
  constructor(folder: string, lost: (error: Error) => void) {
    this.#folder = folder;
    this.#path = join(folder, 'run.json');
    createFolder(resolve(folder));
    this.#lock = new FolderLock(folder, lost);
  }

  /**
   * Returns where the log of the run is: `nats`, `file` or an address; what is given if there was no run.
   *
   * - **Throws** `StateError` if another place is given than that of the run
   */
  placeOfLog(given: string | undefined): string | undefined {
    const kept = this.#kept();
    if (kept === undefined || given === undefined || withoutPassword(given) === kept) return given ?? kept;
    throw new StateError(
      '--log',
      `the run in ${this.#folder} has its log in ${kept}`,
      withoutPassword(given),
      `Use --log ${kept}, or another --folder.`,
    );
  }

  /** Writes down where the log of the run is. */
  keepPlaceOfLog(place: string): void {
    const temporary = `${this.#path}.tmp`;
    writeFileSync(temporary, `${JSON.stringify({ log: withoutPassword(place) })}\n`);
    renameSync(temporary, this.#path);
  }

  /** Leaves the folder to others. */
  release(): void {
    this.#lock.release();
  }

  #kept(): string | undefined {
    try {
      return (JSON.parse(readFileSync(this.#path, 'utf8')) as { log: string }).log;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** `nats://me:secret@host` without `me:secret@`. */
function withoutPassword(place: string): string {
  return place.replace(/\/\/[^@/]*@/g, '//');
}
