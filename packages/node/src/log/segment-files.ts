import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isEpoch } from '@thalweg/log/engine';
import { parseJson } from '@thalweg/tensor/engine';
import { syncFolder } from '../files/create-folder.ts';
import type { FolderLock } from '../files/folder-lock.ts';
import { ownerTemporaryPath, removeLeftovers } from '../files/temporary-file.ts';
import { AppendFile, type SyncMode } from './append-file.ts';
import type { EntryIndex, TopicState } from './entry-index.ts';
import { type Frame, framed, FrameScan, KINDS, LARGEST_SEQUENCE } from './frame.ts';
import { damaged } from './refusals.ts';

/** The state of a topic before the first entry of a segment. */
interface TopicBefore {
  readonly last: number;
  readonly epoch: number;
}

const FORMAT = 'thalweg-log/1';

const NAME = /^entries-(\d{16})\.log$/;

/** Returns the segments in a folder, oldest first. */
function segmentsIn(folder: string): { readonly path: string; readonly first: number }[] {
  return readdirSync(folder)
    .sort()
    .flatMap(name => {
      const first = NAME.exec(name)?.[1];
      return first === undefined ? [] : [{ path: join(folder, name), first: Number(first) }];
    });
}

export function segmentPath(folder: string, first: number): string {
  return join(folder, `entries-${String(first).padStart(16, '0')}.log`);
}

/**
 * Creates the file of a segment, whole or not at all, and returns it open. A writer that has lost the folder may still have
 * a file of this name: it writes to that one.
 */
export function createSegment(
  folder: string,
  first: number,
  {
    topics,
    mode,
    lock,
  }: { readonly topics: ReadonlyMap<string, TopicState>; readonly mode: SyncMode; readonly lock: FolderLock },
): AppendFile {
  const before = Object.fromEntries(
    [...topics]
      .filter(([, { last, epoch }]) => last > 0 || epoch > 0)
      .map(([name, { last, epoch }]) => [name, { last, epoch } satisfies TopicBefore]),
  );
  const opening = JSON.stringify({ format: FORMAT, topics: before });
  const bytes = Buffer.concat(framed({ kind: KINDS.opening, sequence: first, settled: 0 }, Buffer.from(opening)));
  const temporary = ownerTemporaryPath(folder);
  const descriptor = openSync(temporary, 'wx');
  try {
    removeLeftovers(folder, temporary);
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    if (mode !== 'never') fsyncSync(descriptor);
    // As in `replaceFile`: whoever takes the lock over after this look removes the temporary file first.
    lock.checkNow();
    renameSync(temporary, segmentPath(folder, first));
    if (mode !== 'never') syncFolder(folder);
  } catch (error) {
    closeSync(descriptor);
    rmSync(temporary, { force: true });
    throw error;
  }
  return new AppendFile(descriptor, { size: bytes.length, mode, lock });
}

/** Returns what the opening of a segment says; `undefined` if it is of another format, or damaged. */
function topicsBefore(opening: Uint8Array): Readonly<Record<string, TopicBefore>> | undefined {
  try {
    const { format, topics } = (parseJson(Buffer.from(opening).toString()) ?? {}) as {
      format?: unknown;
      topics?: unknown;
    };
    return format === FORMAT && areTopics(topics) ? topics : undefined;
  } catch {
    return undefined;
  }
}

function areTopics(topics: unknown): topics is Readonly<Record<string, TopicBefore>> {
  if (typeof topics !== 'object' || topics === null || Array.isArray(topics)) return false;
  return Object.values(topics).every(
    (topic: Partial<TopicBefore> | null) =>
      topic !== null && Number.isSafeInteger(topic.last) && topic.last! >= 0 && isEpoch(topic.epoch),
  );
}

/**
 * Reads all segments of a folder into an index, and shows life meanwhile. The last bytes of the newest one may be those of a write that was
 * interrupted: they are left alone, and the next segment begins with the sequence that follows.
 *
 * - **Throws** `LogError` for bytes that are not those that were written
 */
export function recoverEntries(folder: string, index: EntryIndex, lock: Pick<FolderLock, 'keepAlive'>): void {
  const segments = segmentsIn(folder);
  for (const [i, { path, first }] of segments.entries()) {
    const next = segments[i + 1]?.first;
    const scan = new FrameScan(path, () => lock.keepAlive());
    try {
      recoverSegment(scan, { first, next, index });
    } finally {
      scan.close();
    }
  }
  // The segment that is created next replaces the newest one, if that has no entries: they have the same name.
  if (index.segments.at(-1)?.entries === 0) index.segments.pop();
}

interface Extent {
  readonly first: number;
  /** The first sequence of the next segment; `undefined` if this is the newest one. */
  readonly next: number | undefined;
  readonly index: EntryIndex;
}

function recoverSegment(scan: FrameScan, { first, next, index }: Extent): void {
  if (first > LARGEST_SEQUENCE) throw damaged(scan.path, 0);
  const opening = scan.frameAt(0);
  if (opening === undefined && next === undefined && !scan.isSettled(0)) {
    // The system stopped before the file had any byte that counts.
    index.addSegment(scan.path, first);
    return;
  }
  if (opening?.kind !== KINDS.opening || opening.sequence !== first) throw damaged(scan.path, 0);
  if (index.segments.length > 0 && index.last !== first - 1) throw damaged(scan.path, 0);
  readOpening(scan, opening, index);
  index.addSegment(scan.path, first);
  let at = opening.end;
  while (index.last + 1 !== next) {
    const frame = scan.frameAt(at);
    if (next === undefined && frame?.kind === KINDS.mark && frame.end === scan.size) break;
    if (frame?.kind !== KINDS.entry || frame.sequence !== index.last + 1) {
      if (next !== undefined || scan.isSettled(at)) throw damaged(scan.path, at);
      break;
    }
    const { name: topic, sequence, id, epoch } = frame;
    index.add({ topic, sequence, id, epoch, offset: frame.start, bytes: frame.end - frame.start });
    at = frame.end;
  }
}

/** Reads the states of topics in the oldest segment: all that is known of the entries before it. */
function readOpening(scan: FrameScan, opening: Frame, index: EntryIndex): void {
  if (index.segments.length > 0) return;
  const topics = topicsBefore(scan.payloadOf(opening));
  if (topics === undefined) throw damaged(scan.path, 0);
  for (const [name, { last, epoch }] of Object.entries(topics))
    Object.assign(index.topic(name), { last, epoch, trimmed: last });
}
