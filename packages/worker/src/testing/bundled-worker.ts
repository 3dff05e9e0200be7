import { buildSync } from 'esbuild';

/** Returns the program of a worker as one script. */
export function bundledWorker(path: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [path],
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'cjs',
    bundle: true,
    write: false,
  });
  return outputFiles[0]!.text;
}
