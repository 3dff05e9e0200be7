import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { removeLeftovers, temporaryPath } from './temporary-file.ts';

/**
 * Writes a file atomically: even after a crash or a power failure, the file has either the old content or the new. Creates
 * the folder.
 *
 * - **Source** Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, §2 (write, sync, rename, sync the folder)
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const folder = dirname(resolve(path));
  createFolder(folder);
  removeLeftovers(folder);
  const temporary = temporaryPath(folder);
  try {
    writeFileSync(temporary, bytes, { flag: 'wx', flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function createFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  // A new folder is an entry in its parent, which must be synced too.
  for (let created = folder; created.length >= first.length; created = dirname(created)) syncFolder(dirname(created));
}

function syncFolder(folder: string): void {
  // Windows cannot open or sync folders.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
