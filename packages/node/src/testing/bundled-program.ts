import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { freshFolder } from './fresh-folder.ts';

/** Bundles a program into one JavaScript file, which starts quickly, and returns its path. */
export function bundledProgram(program: URL): string {
  const outfile = join(freshFolder(), 'program.mjs');
  buildSync({
    entryPoints: [fileURLToPath(program)],
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'esm',
    bundle: true,
    outfile,
  });
  return outfile;
}
