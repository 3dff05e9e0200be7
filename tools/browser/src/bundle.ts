import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A bundle in a folder of its own. */
export interface Bundle {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** Bundles the program as one module that both browsers and Node can import, from the sources of the packages. */
export async function bundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  const path = join(folder, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('program/program.ts', import.meta.url))],
    outfile: path,
    conditions: ['@thalweg/source', 'es2015', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    logLevel: 'silent',
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
