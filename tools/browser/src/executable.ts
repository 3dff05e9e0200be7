import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the path of a program of the system: the first of some names that is there. Debian's packages have the same names. */
export function executable(...names: readonly [string, ...string[]]): string {
  const folders = process.env['PATH']!.split(delimiter);
  const found = names.flatMap(name => folders.map(folder => join(folder, name))).find(existsSync);
  if (found === undefined)
    throw new Error(`${names[0]}: must be on the PATH, got nothing. Install your system’s package ${names[0]}.`);
  return found;
}
