import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { rolldown } from 'rolldown';
import { buildPackages } from './build-packages.ts';
import { definitionsIn } from './definitions-in.ts';
import { entries, entryPointsOf } from './entries.ts';
import { root } from '../root.ts';

export interface Bundle {
  /** Minified and gzipped, everything it imports included. */
  readonly bytes: number;
  /** What is defined in it: `graph:matmul` for a name in a package of ours, `rxjs` for any in a package of others. Sorted. */
  readonly names: readonly string[];
}

/** What bundles an app that takes the packages as they are published. */
export const bundlers = ['esbuild', 'Rolldown'] as const;

interface BundleOptions {
  /** What is loaded later, by a dynamic import, and not counted. */
  readonly external?: readonly string[];
  readonly bundler?: (typeof bundlers)[number];
}

// rxjs offers its modern build under `es2015`; without it, a bundle brings an ES5 one and 0.8 kB more.
// What apps are published with sets `production`, so that no texts for developers are in them.
const conditions = ['es2015', 'module', 'browser', 'production'];

const settings = {
  absWorkingDir: root,
  conditions,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  bundle: true,
  write: false,
  sourcemap: 'external',
  outdir: root,
  logLevel: 'silent',
} as const satisfies BuildOptions;

buildPackages();

/** Bundles `code` for a browser, as an app that imports the built packages would be. */
export async function bundle(
  code: string,
  { external = [], bundler = 'esbuild' }: BundleOptions = {},
): Promise<Bundle> {
  const bundled = bundler === 'esbuild' ? withEsbuild : withRolldown;
  const [small, readable] = [await bundled(code, external, true), await bundled(code, external, false)];
  return {
    bytes: gzipSync(withoutImports(small.code), { level: 9 }).length,
    names: definitionsIn(readable.code, readable.map),
  };
}

/** A bundle without the statements that import what stays outside: bundlers leave names in them that nobody uses. */
function withoutImports(code: string): string {
  return code.replaceAll(/\bimport\s*(\*\s*as\s+[\w$]+|\{[^{}]*\})\s*from\s*"[^"]*";?/g, '');
}

interface Output {
  readonly code: string;
  /** Its source map, as JSON. */
  readonly map: string;
}

async function withEsbuild(code: string, external: readonly string[], minify: boolean): Promise<Output> {
  const stdin = { contents: code, resolveDir: root, sourcefile: 'entry.ts', loader: 'ts' } as const;
  const { outputFiles } = await build({ ...settings, external: [...external], stdin, minify });
  const textOf = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))!.text;
  return { code: textOf('.js'), map: textOf('.map') };
}

async function withRolldown(code: string, external: readonly string[], minify: boolean): Promise<Output> {
  const build = await rolldown({
    input: 'entry.ts',
    cwd: root,
    platform: 'browser',
    resolve: { conditionNames: [...conditions, 'import', 'default'] },
    external: [...external],
    transform: { target: 'es2022' },
    plugins: [
      {
        name: 'entry',
        resolveId: id => (id === 'entry.ts' ? `${root}entry.ts` : undefined),
        load: id => (id === `${root}entry.ts` ? code : undefined),
      },
    ],
  });
  try {
    const { output } = await build.generate({ format: 'esm', dir: root, minify, sourcemap: true });
    return {
      code: output[0].code,
      map: output[0].map?.toString() ?? '{"version":3,"sources":[],"names":[],"mappings":""}',
    };
  } finally {
    await build.close();
  }
}

/**
 * Returns what is defined in the bundle of each program by itself, without what is loaded later; all in one run, far faster than one by
 * one. With `only`, all packages but this one stay outside.
 */
export async function namesOfEach(programs: readonly string[], { only }: { only?: string } = {}): Promise<string[][]> {
  const { outputFiles } = await build({
    ...settings,
    entryPoints: entryPointsOf(programs),
    plugins: [entries(programs), outside(only)],
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [path.slice(root.length), text]));
  return programs.map((_, i) => definitionsIn(texts.get(`${i}.js`)!, texts.get(`${i}.js.map`)!));
}

/** Leaves what is loaded later outside, and with `only` all packages but this one. */
function outside(only: string | undefined): Plugin {
  return {
    name: 'outside',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^/ }, ({ path, kind }) => {
        const isOutside = kind === 'dynamic-import' || (only !== undefined && path !== only && !path.startsWith('.'));
        return isOutside ? { path, external: true } : undefined;
      });
    },
  };
}
