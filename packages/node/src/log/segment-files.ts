import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isEpoch } from '@thalweg/log/engine';
import { parseJson } from '@thalweg/tensor/engine';
import { syncFolder } from '../internal/create-folder.ts';
import type { FolderLock } from '../internal/folder-lock.ts';
import { ownerTemporaryPath, removeLeftovers } from '../internal/temporary-file.ts';
import { AppendFile, type SyncMode } from './append-file.ts';
import type { TopicState } from './entry-index.ts';
import { framed, KINDS } from './frame.ts';

/** The state of a topic before the first entry of a segment. */
interface TopicBefore {
  readonly last: number;
  readonly epoch: number;
}

const FORMAT = 'thalweg-log/1';
const NAME = /^entries-(\d{16})\.log$/;

/** Returns the segments in a folder, oldest first. */
export function segmentsIn(folder: string): { readonly path: string; readonly first: number }[] {
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
export function topicsBefore(opening: Uint8Array): Readonly<Record<string, TopicBefore>> | undefined {
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
