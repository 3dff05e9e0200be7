import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Returns the program of a worker of this folder as one script. */
export function bundledWorker(name: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'cjs',
    bundle: true,
    write: false,
  });
  return outputFiles[0]!.text;
}
