import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A bundle in a temporary folder. */
export interface Bundle {
  readonly path: string;
  /** The bundled worker script, such as an app would serve itself. */
  readonly worker: string;
  readonly remove: () => Promise<void>;
}

/** Bundles the program from source as one module that both browsers and Node can import. */
export async function bundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  const programs = ['program', 'worker'].map(name => fileURLToPath(new URL(`program/${name}.ts`, import.meta.url)));
  await build({
    entryPoints: programs,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    conditions: ['@thalweg/source', 'es2015', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    logLevel: 'silent',
  });
  const [path, worker] = ['program.mjs', 'worker.mjs'].map(name => join(folder, name)) as [string, string];
  return { path, worker, remove: () => rm(folder, { recursive: true, force: true }) };
}
