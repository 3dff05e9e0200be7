import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from './root.ts';

export interface Bundle {
  /** Minified and gzipped, everything it imports included. */
  readonly bytes: number;
  /** The files that left code in it, from the workspace's folder on. */
  readonly files: readonly string[];
}

/** Bundles `code` for a browser, as an app that imports these packages would be. */
export async function bundle(code: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root, sourcefile: 'entry.ts', loader: 'ts' },
    absWorkingDir: root,
    // rxjs offers its modern build under `es2015`; without it, a bundle brings an ES5 one and 0.8 kB more.
    conditions: ['@thalweg/source', 'es2015', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const inputs = Object.values(metafile.outputs).flatMap(output => Object.entries(output.inputs));
  return {
    bytes: gzipSync(outputFiles[0]!.contents, { level: 9 }).length,
    files: inputs.filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && path !== 'entry.ts').map(([path]) => path),
  };
}
