import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { SnapshotFile } from './snapshot-file.ts';
import { ownerTemporaryPath } from './temporary-file.ts';

/** The milliseconds after which the event loop gets a turn. */
const SLICE_MS = 4;

/** Conditions that may change while a write is under way. */
export interface Circumstances {
  /** Returns true once the write must end and leave nothing. */
  readonly stopped: () => boolean;
  /** Called before the file is replaced. Nothing is replaced if it rejects. */
  readonly mayReplace: () => Promise<void>;
}

/**
 * Replaces a file as `replaceFile` does, in slices of a few milliseconds between which the event loop has its turns; the
 * system writes and syncs in its own threads. The folder must exist. Resolves to false if it was stopped.
 */
export async function replaceInTurns(path: string, file: SnapshotFile, how: Circumstances): Promise<boolean> {
  const folder = dirname(resolve(path));
  const temporary = ownerTemporaryPath(folder);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await writeBlocks(handle, file, how.stopped);
      if (!how.stopped()) await handle.sync();
    } finally {
      await handle.close();
    }
    if (!how.stopped()) await how.mayReplace();
    if (how.stopped()) {
      await rm(temporary, { force: true });
      return false;
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncInTurns(folder);
  return true;
}

async function writeBlocks(handle: FileHandle, file: SnapshotFile, stopped: () => boolean): Promise<void> {
  let began = performance.now();
  for (const block of file.blocks()) {
    if (stopped()) return;
    if (block.length === 0) {
      if (performance.now() - began < SLICE_MS) continue;
      await turn();
    } else for (let at = 0; at < block.length;) at += (await handle.write(block, at)).bytesWritten;
    began = performance.now();
  }
  const { bytes, position } = file.signature();
  await handle.write(bytes, 0, bytes.length, position);
}

async function syncInTurns(folder: string): Promise<void> {
  // Windows cannot open or sync folders.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
