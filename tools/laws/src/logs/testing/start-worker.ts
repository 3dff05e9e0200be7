import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';

/** Starts a thread of Node with a program in TypeScript. */
export function startWorker(program: URL): Worker {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(program)],
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'cjs',
    bundle: true,
    write: false,
  });
  return new Worker(outputFiles[0]!.text, { eval: true, execArgv: [] });
}
