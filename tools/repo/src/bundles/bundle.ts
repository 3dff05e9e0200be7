import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { rolldown } from 'rolldown';
import ts from 'typescript';
import { root } from '../root.ts';
import { entries, entryPointsOf } from './entries.ts';

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
  // Positions are enough: the texts of all packages in each map take most of the time.
  sourcesContent: false,
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
    const { output } = await build.generate({
      format: 'esm',
      dir: root,
      minify,
      sourcemap: true,
      sourcemapExcludeSources: true,
    });
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

/** Builds the JavaScript of the packages whose sources have changed since they were built. */
function buildPackages(): void {
  execFileSync(process.execPath, [`${root}tools/bundle/bundle.mjs`, 'build', '--javascript'], {
    stdio: ['ignore', 2, 2],
  });
}

/** The maps of built modules by their paths. */
const maps = new Map<string, SourceMap>();

/** The lines of sources by their paths. */
const sources = new Map<string, readonly string[]>();

/**
 * Returns what a bundle defines, by its source map: `graph:matmul` for a name at the top of a source of ours, as it is there,
 * and `rxjs` for any in a package of others. Sorted, each once.
 */
function definitionsIn(code: string, json: string): string[] {
  const map = new SourceMap(JSON.parse(json) as SourceMapPayload);
  const source = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.ESNext);
  const found = namesAtTop(source).map(name => {
    const { line, character } = source.getLineAndCharacterOfPosition(name.getStart(source));
    return originOf(map, line, character, '');
  });
  return [...new Set(found.filter(origin => origin !== undefined))].sort();
}

/** The names that the statements of a module define. */
function namesAtTop(source: ts.SourceFile): ts.Identifier[] {
  return source.statements.flatMap(statement => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
        // A class that is bound to a name has it twice: the outer one may have no position.
        const inner =
          initializer && (ts.isClassExpression(initializer) || ts.isFunctionExpression(initializer))
            ? initializer.name
            : undefined;
        return (
          inner ??
          (ts.isIdentifier(name)
            ? [name]
            : name.elements.flatMap(one => (ts.isBindingElement(one) && ts.isIdentifier(one.name) ? [one.name] : [])))
        );
      });
    return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name
      ? [statement.name]
      : [];
  });
}

/** Where a position of a file comes from, through the maps of built modules. */
function originOf(map: SourceMap, line: number, column: number, folder: string): string | undefined {
  const entry = map.findEntry(line, column);
  if (!('originalSource' in entry)) return undefined;
  const { originalSource, originalLine, originalColumn } = entry;
  const path = join(folder, originalSource);
  const [, other] = /node_modules\/(?!.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (other !== undefined && !other.startsWith('@thalweg/') && other !== 'thalweg') return other;
  if (/\/dist\/.*\.js$/.test(path)) {
    const inner = mapOf(path);
    // A module without a map only exports names: what a bundler makes of it is no definition of ours.
    return inner && originOf(inner, originalLine, originalColumn, join(path, '..'));
  }
  const [, name] = /^packages\/([^/]+)\/src\//.exec(path) ?? [];
  return name === undefined ? undefined : `${name}:${nameAt(path, originalLine, originalColumn)}`;
}

function mapOf(path: string): SourceMap | undefined {
  const file = `${root}${path}.map`;
  if (!maps.has(path) && existsSync(file))
    maps.set(path, new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload));
  return maps.get(path);
}

/** Returns the name at a place of a source, or right after it. */
function nameAt(path: string, line: number, column: number): string {
  const lines = sources.get(path) ?? readFileSync(root + path, 'utf8').split('\n');
  sources.set(path, lines);
  return /(?:(?:export|const|let|function|class|async)\s+)*([\w$]+)/.exec(lines[line]!.slice(column))?.[1] ?? '';
}
