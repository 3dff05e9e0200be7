import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { isSource, type Package } from './packages.ts';

/** Returns a digest of texts. */
export function digestOf(...texts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('hex').slice(0, 32);
}

/** Returns a digest of what the build of a package depends on: its sources, its manifest, the tool and the lock file. */
export function digestOfPackage({ folder }: Package, tool: string): string {
  const paths = readdirSync(`${folder}src`, { recursive: true, encoding: 'utf8' }).filter(isSource).sort();
  const contents = paths.flatMap(path => [path, readFileSync(`${folder}src/${path}`)]);
  return digestOf(tool, readFileSync(`${folder}package.json`), ...contents);
}
