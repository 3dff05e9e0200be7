import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { removeLeftovers, temporaryPath } from './temporary-file.ts';

/**
 * Writes a file, whole or not at all: whoever looks, even after a crash or a loss of power, finds the old content or the
 * new. Its folder is created.
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
  // A new folder is an entry of the one above it.
  for (let created = folder; created.length >= first.length; created = dirname(created)) syncFolder(dirname(created));
}

function syncFolder(folder: string): void {
  // Windows does not open folders; it has nothing of the kind.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
