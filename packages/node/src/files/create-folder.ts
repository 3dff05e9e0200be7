import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './file-errors.ts';

/**
 * Creates a folder, given as an absolute path, and those above it, so that they survive a power failure. Each is tried once:
 * where the system denies a folder and its parent in turns, as in `/proc`, Node's own recursion never ends.
 */
export function createFolder(folder: string): void {
  const missing: string[] = [];
  let present = folder;
  while (!createdOne(present)) {
    missing.push(present);
    present = dirname(present);
  }
  for (const path of missing.reverse()) {
    mkdirOne(path);
    // A new folder is an entry in its parent, which must be synced too.
    syncFolder(dirname(path));
  }
}

/** Returns false if the folder above must be created first. */
function createdOne(folder: string): boolean {
  try {
    if (mkdirOne(folder)) syncFolder(dirname(folder));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && dirname(folder) !== folder) return false;
    throw error;
  }
}

/** Creates a folder whose parent exists. Returns false if it was there. */
function mkdirOne(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    // A link to nothing is there too: what the system says about where it leads is thrown.
    if (codeOf(error) === 'EEXIST' ? statSync(folder).isDirectory() : isFolder(folder)) return false;
    throw error;
  }
}

/** True for a folder. Windows and disks that are only read deny what is there already in other words. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Brings the entries of a folder to the disk. */
export function syncFolder(folder: string): void {
  // Windows cannot open or sync folders.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
