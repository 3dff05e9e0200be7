import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BuiltFile } from './bundle-javascript.ts';

/** Writes files into a folder, and removes those of their kind that it has besides. */
export function writeFiles(folder: string, files: readonly BuiltFile[], isOfKind: (path: string) => boolean): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(folder + path), { recursive: true });
    writeFileSync(folder + path, content);
  }
  const written = new Set(files.map(([path]) => path));
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (isOfKind(path) && !written.has(path)) rmSync(folder + path);
}
