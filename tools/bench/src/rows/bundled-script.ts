import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Returns the program in a file, with all that it imports but some packages, as one script of Node. */
export function bundledScript(program: URL, format: 'cjs' | 'esm', external: readonly string[] = []): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(program)],
    conditions: ['@thalweg/source'],
    external: [...external],
    platform: 'node',
    format,
    bundle: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
