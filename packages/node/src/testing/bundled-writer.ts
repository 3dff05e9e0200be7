import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { freshFolder } from './fresh-folder.ts';

/** Bundles `writer.ts`, or another program of this folder, into one JavaScript file, which starts quickly, and returns its path. */
export function bundledWriter(program = 'writer.ts'): string {
  const outfile = join(freshFolder(), 'writer.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL(program, import.meta.url))],
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'esm',
    bundle: true,
    outfile,
  });
  return outfile;
}
