import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { root } from './root.ts';

export interface Bundle {
  /** Minified and gzipped, everything it imports included. */
  readonly bytes: number;
  /** The files that left code in it, from the workspace's folder on. */
  readonly files: readonly string[];
}

/** A bundler for a browser, which takes the packages from their sources. */
const settings = {
  absWorkingDir: root,
  // rxjs offers its modern build under `es2015`; without it, a bundle brings an ES5 one and 0.8 kB more.
  conditions: ['@thalweg/source', 'es2015', 'module'],
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  bundle: true,
  metafile: true,
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/**
 * Bundles `code` for a browser, as an app that imports these packages would be; without the packages that are `external`, such as
 * those that are loaded later, by a dynamic import.
 */
export async function bundle(
  code: string,
  { external = [] }: { readonly external?: readonly string[] } = {},
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...settings,
    external: [...external],
    stdin: { contents: code, resolveDir: root, sourcefile: 'entry.ts', loader: 'ts' },
    minify: true,
  });
  return {
    bytes: gzipSync(outputFiles[0]!.contents, { level: 9 }).length,
    files: Object.values(metafile.outputs).flatMap(filesOf),
  };
}

/** The files of the bundle of each program by itself, not minified; all in one run, far faster than one by one. */
export async function filesOfEach(programs: readonly string[]): Promise<string[][]> {
  const { metafile } = await build({
    ...settings,
    entryPoints: programs.map((_, i) => ({ in: `entry:${i}`, out: String(i) })),
    outdir: '.',
    plugins: [
      {
        name: 'entries',
        setup(esbuild) {
          esbuild.onResolve({ filter: /^entry:/ }, ({ path }) => ({
            path: path.slice('entry:'.length),
            namespace: 'entry',
          }));
          esbuild.onLoad({ filter: /^/, namespace: 'entry' }, ({ path }) => ({
            contents: programs[Number(path)]!,
            resolveDir: root,
            loader: 'ts',
          }));
        },
      },
    ],
  });
  return programs.map((_, i) => filesOf(metafile.outputs[`${i}.js`]!));
}

function filesOf({ inputs }: Metafile['outputs'][string]): string[] {
  const left = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return left.map(([path]) => path).filter(path => !/^entry[.:]/.test(path));
}
