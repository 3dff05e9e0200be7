import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { freshFolder } from './fresh-folder.ts';

/** Copies a folder as its files are now, without the lock: what a process leaves that ends here. */
export function crashCopy(folder: string): string {
  const copy = join(freshFolder(), 'copy');
  cpSync(folder, copy, { recursive: true, filter: path => basename(path) !== '.thalweg-lock' });
  return copy;
}
