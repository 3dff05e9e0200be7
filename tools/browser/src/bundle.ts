import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A bundle in a temporary folder. */
export interface Bundle {
  readonly path: string;
  /** The bundled worker scripts, such as an app would serve itself: of threads, and of one that compiles. */
  readonly worker: string;
  readonly compileWorker: string;
  readonly remove: () => Promise<void>;
}

/** Bundles the program from source as one module that both browsers and Node can import. */
export async function bundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  const names = ['program', 'worker', 'compile-worker'];
  const programs = names.map(name => fileURLToPath(new URL(`program/${name}.ts`, import.meta.url)));
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
  const [path, worker, compileWorker] = names.map(name => join(folder, `${name}.mjs`)) as [string, string, string];
  return { path, worker, compileWorker, remove: () => rm(folder, { recursive: true, force: true }) };
}
