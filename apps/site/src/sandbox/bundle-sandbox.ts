import { build } from 'esbuild';
import { root } from '../repository/addresses.ts';

/** Bundles the program of the sandbox, with all packages that blocks may import, into one file. */
export async function bundleSandbox(outfile: string): Promise<void> {
  await build({
    entryPoints: [`${root}apps/site/src/sandbox/sandbox.ts`],
    outfile,
    bundle: true,
    minify: true,
    // Errors show the names of classes.
    keepNames: true,
    format: 'iife',
    target: 'es2022',
    conditions: ['@thalweg/source', 'es2015'],
    loader: { '.css': 'text' },
    legalComments: 'none',
  });
}
