import { join } from 'node:path';

/** Returns the path of a file of the repository, whose root a process that takes inputs is told. */
export function rootFile(path: string): string {
  return join(process.argv[2]!, path);
}
