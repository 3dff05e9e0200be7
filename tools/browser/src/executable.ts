import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the path of a program of the system. Debian's package has the same name. */
export function executable(name: string): string {
  const folders = process.env['PATH']!.split(delimiter);
  const found = folders.map(folder => join(folder, name)).find(existsSync);
  if (found === undefined)
    throw new Error(`${name}: must be on the PATH, got nothing. Install your system’s package ${name}.`);
  return found;
}
