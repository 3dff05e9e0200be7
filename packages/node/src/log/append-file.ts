import { closeSync, fdatasync, ftruncateSync, writev } from 'node:fs';
import { promisify } from 'node:util';
import type { FolderLock } from '../files/folder-lock.ts';
import { framed, KINDS } from './frame.ts';

const write = /* @__PURE__ */ promisify(writev);

const sync = /* @__PURE__ */ promisify(fdatasync);

/** When appended bytes come to the disk: before they count, a moment later, or when the system likes. */
export type SyncMode = 'always' | 'batch' | 'never';

/** The milliseconds after which `'batch'` brings bytes to the disk. */
const SOON_MS = 100;

/** Inputs of {@link AppendFile}. */
interface AppendFileOptions {
  readonly size: number;
  readonly mode: SyncMode;
  /** The lock of the folder. */
  readonly lock: Pick<FolderLock, 'checkNow'>;
}

/** A file that is appended to, one write after another. */
export class AppendFile {
  readonly #descriptor: number;
  readonly #mode: SyncMode;
  readonly #lock: Pick<FolderLock, 'checkNow'>;
  #size: number;
  #settled: number;
  #timer: NodeJS.Timeout | undefined;
  #syncing: Promise<void> = Promise.resolve();
  /** Whether a failed write may have left bytes behind the end. */
  #isTorn = false;
  /** Why nothing can be written any more. What the system did not bring to the disk once, it forgets. */
  #broken: unknown;

  constructor(descriptor: number, { size, mode, lock }: AppendFileOptions) {
    this.#descriptor = descriptor;
    this.#mode = mode;
    this.#lock = lock;
    this.#size = size;
    this.#settled = size;
  }

  get size(): number {
    return this.#size;
  }

  /** The bytes that are on the disk for certain. */
  get settled(): number {
    return this.#settled;
  }

  /** Appends all pieces or none. Rejects with the error of the system, and if the lock is lost or cannot be looked at. */
  async append(pieces: readonly Uint8Array[]): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken as Error;
    this.#cutTornBytes();
    this.#isTorn = true;
    const end = await this.#write(pieces);
    if (this.#mode === 'always') await this.#sync(end);
    // A run that stood still for long may have lost the folder: what it wrote now, nobody reads.
    this.#lock.checkNow();
    this.#size = end;
    this.#isTorn = false;
    if (this.#mode === 'batch') this.#syncSoon();
  }

  /** Brings all bytes to the disk: the name of the next file says where this one ends. */
  async settle(): Promise<void> {
    await this.#stopTimer();
    if (this.#broken !== undefined) throw this.#broken as Error;
    if (this.#settled < this.#size) await this.#sync(this.#size);
  }

  /** Closes the file, when others follow or replace it. */
  async seal(): Promise<void> {
    await this.#stopTimer();
    closeSync(this.#descriptor);
  }

  /** Closes the file, with a mark that all of it is there. */
  async close(sequence: number): Promise<void> {
    await this.#stopTimer();
    try {
      if (this.#broken !== undefined) return;
      await this.#sync(this.#size);
      if (!this.#isOurs()) return;
      await this.append(framed({ kind: KINDS.mark, sequence, settled: this.#size }, new Uint8Array(0)));
    } finally {
      await this.#stopTimer();
      closeSync(this.#descriptor);
    }
  }

  async #write(pieces: readonly Uint8Array[]): Promise<number> {
    let left = pieces.filter(piece => piece.length > 0);
    let position = this.#size;
    while (left.length > 0) {
      let { bytesWritten } = await write(this.#descriptor, left, position);
      position += bytesWritten;
      while (left.length > 0 && bytesWritten >= left[0]!.length) {
        bytesWritten -= left[0]!.length;
        left = left.slice(1);
      }
      if (left.length > 0) left[0] = left[0]!.subarray(bytesWritten);
    }
    return position;
  }

  async #sync(end: number): Promise<void> {
    try {
      await sync(this.#descriptor);
    } catch (error) {
      this.#broken = error;
      throw error;
    }
    this.#settled = Math.max(this.#settled, end);
  }

  #syncSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#syncing = this.#sync(this.#size).catch(() => {
        // The next append reports it.
      });
    }, SOON_MS).unref();
  }

  async #stopTimer(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#syncing;
  }

  /** False if another run has taken the folder over, or nobody can tell: the file is left as it is. */
  #isOurs(): boolean {
    try {
      this.#lock.checkNow();
      return true;
    } catch {
      return false;
    }
  }

  /** A write that follows would only cover the first of them. */
  #cutTornBytes(): void {
    if (!this.#isTorn) return;
    // Another run that has taken the folder over may have counted these bytes.
    this.#lock.checkNow();
    ftruncateSync(this.#descriptor, this.#size);
    this.#isTorn = false;
  }
}

/** Items that are committed in order, one group at a time: all that came while the last group was under way. */
export class GroupCommit<T> {
  readonly #commit: (group: readonly T[]) => Promise<void>;
  readonly #sizeOf: (item: T) => number;
  readonly #largest: number;
  #waiting: T[] = [];
  #running: Promise<void> | undefined;

  /** `commit` never rejects. A group has at most `largest` bytes, or one item. */
  constructor(commit: (group: readonly T[]) => Promise<void>, sizeOf: (item: T) => number, largest: number) {
    this.#commit = commit;
    this.#sizeOf = sizeOf;
    this.#largest = largest;
  }

  add(item: T): void {
    this.#waiting.push(item);
    this.#running ??= this.#run();
  }

  /** Fulfils when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // All that is added in this turn of the event loop belongs to the group.
      await new Promise(resolve => setImmediate(resolve));
      await this.#commit(this.#group());
    }
    this.#running = undefined;
  }

  #group(): readonly T[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length) {
      bytes += this.#sizeOf(this.#waiting[count]!);
      if (count > 0 && bytes > this.#largest) break;
      count++;
    }
    const group = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return group;
  }
}
