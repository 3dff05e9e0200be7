import { join } from 'node:path';

/** Returns the path of a file of the repository. The parent process passes the root as the first argument. */
export function rootFile(path: string): string {
  return join(process.argv[2]!, path);
}
