import { rmSync } from 'node:fs';
import { LogError, type AppendOptions } from '@thalweg/log';
import { checkEpoch } from '@thalweg/log/engine';
import type { FolderLock } from '../files/folder-lock.ts';
import { type AppendFile, GroupCommit, type SyncMode } from './append-file.ts';
import type { EntryIndex, EntryLocation } from './entry-index.ts';
import { framed, KINDS, LARGEST_PAYLOAD } from './frame.ts';
import { unavailable } from './refusals.ts';
import { createSegment, segmentPath } from './segment-files.ts';

/** An entry that waits to be stored. */
interface Waiting {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly id: string;
  /** −1 if there is none. */
  readonly epoch: number;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Entries of a group that are written together. */
interface Group {
  readonly locations: EntryLocation[];
  readonly pieces: Uint8Array[];
  readonly stored: { readonly waiting: Waiting; readonly sequence: number }[];
}

/** Options of {@link EntryWriter}. */
interface EntryWriterOptions {
  readonly folder: string;
  readonly lock: FolderLock;
  readonly mode: SyncMode;
  /** A segment of so many bytes is the last one no longer. */
  readonly segmentBytes: number;
  /** Segments are dropped once newer ones have so many entries or bytes. */
  readonly keep: { readonly entries: number; readonly bytes: number };
  /** Called with the topics that have new entries. */
  readonly appended: (topics: ReadonlySet<string>) => void;
}

/** The bytes that are written at once, if they are not those of one entry. */
const LARGEST_GROUP = 2 ** 23;

/** Stores entries in the order in which they come, a group at a time. */
export class EntryWriter {
  readonly #index: EntryIndex;
  readonly #options: EntryWriterOptions;
  readonly #groups: GroupCommit<Waiting>;
  #file: AppendFile;

  constructor(index: EntryIndex, options: EntryWriterOptions) {
    this.#index = index;
    this.#options = options;
    this.#groups = new GroupCommit(
      group => this.#commit(group),
      ({ payload }) => payload.length,
      LARGEST_GROUP,
    );
    this.#file = this.#begin();
    this.#trim();
  }

  append(topic: string, payload: Uint8Array, { id = '', epoch = -1 }: AppendOptions): Promise<number> {
    if (payload.length > LARGEST_PAYLOAD)
      throw new LogError(
        'invalid',
        'append',
        `a payload must have at most ${LARGEST_PAYLOAD} bytes`,
        String(payload.length),
        'Append it in parts.',
      );
    return new Promise((resolve, reject) => this.#groups.add({ topic, payload, id, epoch, resolve, reject }));
  }

  /** Stores what waits, and closes the file. */
  async close(): Promise<void> {
    await this.#groups.idle();
    await this.#file.close(this.#index.last + 1);
  }

  /** Settles all of a group. */
  async #commit(waiting: readonly Waiting[]): Promise<void> {
    let group: Group | undefined;
    try {
      await this.#makeRoom();
      group = this.#locate(waiting);
      if (group.locations.length === 0) return;
      await this.#file.append(group.pieces);
    } catch (error) {
      const refusal = unavailable(this.#options.folder, this.#options.lock.reasonOf(error));
      for (const { reject } of group?.stored.map(({ waiting }) => waiting) ?? waiting) reject(refusal);
      return;
    }
    for (const location of group.locations) this.#index.add(location);
    for (const { waiting, sequence } of group.stored) waiting.resolve(sequence);
    this.#options.appended(new Set(group.locations.map(({ topic }) => topic)));
  }

  /** Gives each entry of a group its place, and settles those that need none: a known id, an epoch that has ended. */
  #locate(waiting: readonly Waiting[]): Group {
    const group: Group = { locations: [], pieces: [], stored: [] };
    const ids = new Map<string, number>();
    const epochs = new Map<string, number>();
    let sequence = this.#index.last;
    let offset = this.#file.size;
    for (const item of waiting) {
      const { topic, payload, id, epoch } = item;
      const known = this.#index.topic(topic);
      const nameOfId = `${topic} ${id}`;
      const first = id === '' ? undefined : known.ids.get(id);
      const inGroup = id === '' ? undefined : ids.get(nameOfId);
      const present = Math.max(known.epoch, epochs.get(topic) ?? 0);
      if (first !== undefined) item.resolve(first);
      else if (inGroup !== undefined) group.stored.push({ waiting: item, sequence: inGroup });
      else if (this.#allows(item, present)) {
        sequence++;
        const settled = this.#file.settled;
        const pieces = framed(
          { kind: KINDS.entry, sequence, settled, time: Date.now(), epoch, name: topic, id },
          payload,
        );
        const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
        group.pieces.push(...pieces);
        group.locations.push({ topic, sequence, id, epoch, offset, bytes });
        group.stored.push({ waiting: item, sequence });
        offset += bytes;
        ids.set(nameOfId, sequence);
        epochs.set(topic, Math.max(present, epoch));
      }
    }
    return group;
  }

  /** Rejects an entry whose epoch has ended, or is too far above the last one. */
  #allows({ topic, epoch, reject }: Waiting, present: number): boolean {
    try {
      if (epoch >= 0) checkEpoch(topic, epoch, present);
      return true;
    } catch (error) {
      reject(error);
      return false;
    }
  }

  /** Begins a new segment if the present one is full. */
  async #makeRoom(): Promise<void> {
    const segment = this.#index.segments.at(-1)!;
    if (segment.bytes < this.#options.segmentBytes) return;
    const full = this.#file;
    await full.settle();
    this.#file = this.#begin();
    await full.seal();
    this.#trim();
  }

  #begin(): AppendFile {
    const { folder, mode, lock } = this.#options;
    const first = this.#index.last + 1;
    const file = createSegment(folder, first, { topics: this.#index.topics, mode, lock });
    this.#index.addSegment(segmentPath(folder, first), first);
    return file;
  }

  /** Drops the oldest segments that need not be kept. */
  #trim(): void {
    const { segments } = this.#index;
    const { keep } = this.#options;
    let entries = segments.reduce((sum, segment) => sum + segment.entries, 0);
    let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    while (segments.length > 1) {
      entries -= segments[0]!.entries;
      bytes -= segments[0]!.bytes;
      if (entries < keep.entries && bytes < keep.bytes) return;
      rmSync(segments[0]!.path, { force: true });
      this.#index.dropOldest();
    }
  }
}
