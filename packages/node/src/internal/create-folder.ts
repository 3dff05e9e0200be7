import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** Creates a folder, given as an absolute path, and those above it, so that they survive a power failure. */
export function createFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  // A new folder is an entry in its parent, which must be synced too.
  for (let created = folder; created.length >= first.length; created = dirname(created)) syncFolder(dirname(created));
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
