import { build } from 'esbuild';

/** Bundles a program of a server, except fastify, into one file, as it starts often. */
export async function bundleProgram(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    external: ['fastify'],
    platform: 'node',
    format: 'esm',
    bundle: true,
    logLevel: 'silent',
  });
}
