import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Bundles the program of a process into one file in a folder, which starts quickly, and returns its path. */
export function bundledMember(folder: string): string {
  const outfile = join(folder, 'member.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('member.ts', import.meta.url))],
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'esm',
    bundle: true,
    // Packages in CommonJS ask for Node's modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    outfile,
  });
  return outfile;
}
