import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the lock of a killed run as old as if the next one had waited for it to die. */
export function age(folder: string): void {
  const lock = join(folder, '.thalweg-lock');
  const written = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (written !== undefined) utimesSync(lock, (written - 60_000) / 1000, (written - 60_000) / 1000);
}
