import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { VersionedValue } from '@thalweg/log';
import { Subject } from 'rxjs';
import type { FolderLock } from '../files/folder-lock.ts';
import { replaceFile } from '../files/replace-file.ts';
import { AppendFile, GroupCommit, type SyncMode } from './append-file.ts';
import { framed, FrameScan, KINDS } from './frame.ts';
import { damaged, unavailable } from './refusals.ts';

/** A value that waits to be written. */
interface Waiting {
  readonly key: string;
  readonly expected: number;
  readonly bytes: Uint8Array;
  readonly resolve: (version: number | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Values of a group that are written together, and the writers that lost to one of them. */
interface Group {
  readonly pieces: Uint8Array[];
  readonly versions: Map<string, number>;
  readonly stored: { readonly waiting: Waiting; readonly version: number | undefined }[];
}

const LARGEST_GROUP = 2 ** 23;
/** The file is written anew when it has more bytes than these, and more than so many times those of the newest values. */
const SMALL = 2 ** 20;
const SPARSE = 4;

/** The keys of a log: the newest values in memory, and a file that every new one is appended to. */
export class KeyFile {
  readonly #path: string;
  readonly #lock: FolderLock;
  readonly #mode: SyncMode;
  readonly #values: Map<string, VersionedValue>;
  readonly #groups: GroupCommit<Waiting>;
  /** Emits each key that was written. */
  readonly written$: Subject<string> = new Subject();
  #file: AppendFile;

  /** Throws `LogError` for bytes that are not those that were written. */
  constructor(folder: string, { lock, mode }: { readonly lock: FolderLock; readonly mode: SyncMode }) {
    this.#path = join(folder, 'keys.log');
    this.#lock = lock;
    this.#mode = mode;
    this.#values = valuesIn(folder, lock);
    // A writer that has lost the folder writes on into the file that this one replaces.
    this.#file = this.#rewritten();
    this.#groups = new GroupCommit(
      group => this.#commit(group),
      ({ bytes }) => bytes.length,
      LARGEST_GROUP,
    );
  }

  get(key: string): VersionedValue | undefined {
    return this.#values.get(key);
  }

  swap(key: string, expected: number, bytes: Uint8Array): Promise<number | undefined> {
    return new Promise((resolve, reject) => this.#groups.add({ key, expected, bytes, resolve, reject }));
  }

  /** Writes what waits, and closes the file. */
  async close(): Promise<void> {
    await this.#groups.idle();
    await this.#file.close(0);
  }

  async #commit(waiting: readonly Waiting[]): Promise<void> {
    let group: Group | undefined;
    try {
      await this.#makeRoom();
      group = this.#versioned(waiting);
      if (group.pieces.length > 0) {
        await this.#file.append(group.pieces);
      }
    } catch (error) {
      const refusal = unavailable(this.#path, this.#lock.reasonOf(error));
      for (const { reject } of group?.stored.map(({ waiting }) => waiting) ?? waiting) reject(refusal);
      return;
    }
    for (const { waiting, version } of group.stored)
      if (version !== undefined) this.#values.set(waiting.key, { version, bytes: waiting.bytes.slice() });
    for (const { waiting, version } of group.stored) waiting.resolve(version);
    for (const key of group.versions.keys()) this.written$.next(key);
  }

  /** Gives each value of a group its version. Who lost to one that is stored already learns it at once. */
  #versioned(waiting: readonly Waiting[]): Group {
    const group: Group = { pieces: [], versions: new Map(), stored: [] };
    for (const item of waiting) {
      const { key, expected, bytes, resolve } = item;
      const inGroup = group.versions.get(key);
      const present = inGroup ?? this.#values.get(key)?.version ?? 0;
      if (present === expected) {
        group.versions.set(key, present + 1);
        group.stored.push({ waiting: item, version: present + 1 });
        group.pieces.push(...valueFrame(key, { version: present + 1, bytes }, this.#file.settled));
      } else if (inGroup === undefined) resolve(undefined);
      else group.stored.push({ waiting: item, version: undefined });
    }
    return group;
  }

  async #makeRoom(): Promise<void> {
    if (this.#file.size < SMALL) return;
    let live = 0;
    for (const { bytes } of this.#values.values()) live += bytes.length;
    if (this.#file.size < SPARSE * live) return;
    const full = this.#file;
    this.#file = this.#rewritten();
    await full.seal();
  }

  /** Replaces the file by one with the newest values alone. */
  #rewritten(): AppendFile {
    const pieces = [...framed({ kind: KINDS.opening, sequence: 0, settled: 0 }, new Uint8Array(0))];
    for (const [key, value] of this.#values) pieces.push(...valueFrame(key, value, 0));
    const file = {
      *blocks() {
        yield* pieces;
      },
      signature: () => ({ bytes: new Uint8Array(0), position: 0 }),
    };
    replaceFile(this.#path, file, this.#lock);
    const descriptor = openSync(this.#path, 'r+');
    try {
      return new AppendFile(descriptor, { size: fstatSync(descriptor).size, mode: this.#mode, lock: this.#lock });
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }
}

function valueFrame(key: string, { version, bytes }: VersionedValue, settled: number): readonly Uint8Array[] {
  return framed({ kind: KINDS.value, sequence: version, settled, name: key }, bytes);
}

/** Returns the newest values of the keys of a folder. Throws `LogError` for bytes that are not those that were written. */
export function valuesIn(folder: string, lock: Pick<FolderLock, 'keepAlive'>): Map<string, VersionedValue> {
  const path = join(folder, 'keys.log');
  const values = new Map<string, VersionedValue>();
  if (existsSync(path)) recoverValues(new FrameScan(path, () => lock.keepAlive()), values);
  return values;
}

function recoverValues(scan: FrameScan, values: Map<string, VersionedValue>): void {
  try {
    let at = 0;
    for (;;) {
      const frame = scan.frameAt(at);
      if (frame === undefined) break;
      if (frame.kind === KINDS.value) values.set(frame.name, { version: frame.sequence, bytes: scan.payloadOf(frame) });
      at = frame.end;
    }
    // The file was whole when it got its name, so that it has its opening at least.
    if (at === 0 || scan.isSettled(at)) throw damaged(scan.path, at);
  } finally {
    scan.close();
  }
}
