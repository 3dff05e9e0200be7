import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createFolder, syncFolder } from './create-folder.ts';
import type { SnapshotFile } from './snapshot-file.ts';
import type { FolderLock } from './folder-lock.ts';
import { ownerTemporaryPath, removeLeftovers, temporaryPath } from './temporary-file.ts';

/**
 * Writes a file atomically: even after a crash or a power failure, the file has either the old content or the new. Creates
 * the folder. With the lock of the folder, it replaces nothing once another run has taken that over.
 *
 * - **Source** Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, §2 (write, sync, rename, sync the folder)
 */
export function replaceFile(
  path: string,
  file: Pick<SnapshotFile, 'blocks' | 'signature'>,
  lock?: Pick<FolderLock, 'checkNow'>,
): void {
  const blocks = file.blocks();
  // What cannot be encoded fails here, before a file is touched.
  let first = blocks.next();
  while (first.value?.length === 0) first = blocks.next();
  const folder = dirname(resolve(path));
  createFolder(folder);
  const temporary = lock === undefined ? temporaryPath(folder) : ownerTemporaryPath(folder);
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      removeLeftovers(folder, temporary);
      for (let { value } = first; value !== undefined; value = blocks.next().value) writeAll(descriptor, value);
      const { bytes, position } = file.signature();
      writeSync(descriptor, bytes, 0, bytes.length, position);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // Whoever takes the lock over after this look removes the temporary file first, so that it cannot be renamed.
    lock?.checkNow();
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}
