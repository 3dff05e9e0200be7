import { readFileSync } from 'node:fs';
import { ENTRIES, namesIn } from './package-exports.ts';
import { root } from '../root.ts';
import { scopedPackages } from './scoped-packages.ts';

/** The fields of a package.json that are read here. */
interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly sideEffects: false | readonly string[];
  readonly peerDependencies: { readonly rxjs: string };
}

/** The folder of the package that exports all others again. */
const FOLDER = 'packages/thalweg';

/**
 * Packages that an app installs itself if it uses them: the bridges to frameworks, which few apps need and none needs all of; `report`,
 * which brings 60 packages of others; the command and the plugin, which are for builds; and `nats`, as parts of its client library
 * ask for Node 22, which npm reports.
 */
const OPTIONAL: readonly string[] = ['angular', 'build', 'nats', 'react', 'report', 'svelte', 'vue'];

/** Modules that are bundled with all that they import, for pages without a bundler; importing them defines the elements. */
const ONE_FILES: readonly Subpath[] = ['circuit', 'miniatures', 'trainer'].map(name => ({
  path: `one-file/${name}`,
  module: '',
  index: undefined,
  acts: true,
}));

/** Old names of subpaths, which stay for one release: a name of today for each. */
const OLD_NAMES: Readonly<Record<string, string>> = { surfaces: 'miniatures/surfaces' };

/** A subpath of it, such as `graph` or `graph/engine`, and the module that it exports again. */
interface Subpath {
  readonly path: string;
  readonly module: string;
  /** The source of that module, if an app may lack its package. */
  readonly index: string | undefined;
  /** True if importing it does something, as for the program of a worker. */
  readonly acts: boolean;
}

/**
 * Returns the generated files of the package `thalweg` by their paths from the workspace's folder on: a module for each entry of
 * each other package, and the list of them in `package.json`.
 */
export function wholePackage(): ReadonlyMap<string, string> {
  const names = scopedPackages();
  const old = Object.entries(OLD_NAMES).map(([path, now]) => ({
    path,
    module: `@thalweg/${now}`,
    index: undefined,
    acts: false,
  }));
  const subpaths = [...names.flatMap(subpathsOf), ...old];
  const files = new Map<string, string>();
  for (const subpath of subpaths) files.set(`${FOLDER}/src/${subpath.path}.ts`, textOf(subpath));
  files.set(`${FOLDER}/package.json`, JSON.stringify(manifest(names, [...subpaths, ...ONE_FILES])));
  return files;
}

/** The entries of a package, which are not the features one by one: its index exports all of these. */
function subpathsOf(name: string): Subpath[] {
  const { exports, sideEffects } = read<Manifest>(`packages/${name}/package.json`);
  const entries = ENTRIES.filter(entry => entry !== 'index' && entry !== 'command' && `./${entry}` in exports);
  const acts = (entry: string): boolean => sideEffects !== false && sideEffects.includes(`./dist/${entry}.js`);
  const sourceOf = (entry: string): string | undefined =>
    OPTIONAL.includes(name) ? `${root}packages/${name}/src/${entry}.ts` : undefined;
  return [
    { path: name, module: `@thalweg/${name}`, index: sourceOf('index'), acts: false },
    ...entries.map(entry => ({
      path: `${name}/${entry}`,
      module: `@thalweg/${name}/${entry}`,
      index: sourceOf(entry),
      acts: acts(entry),
    })),
  ];
}

/**
 * The module of a subpath. It lists the names of a package that may be missing: then Vite names this package for each, where it would
 * only say that the module has no such name.
 */
function textOf({ module, index }: Subpath): string {
  const names = index === undefined ? [] : namesIn(index);
  if (names.length === 0) return `export * from '${module}';\n`;
  const line = `export { ${names.join(', ')} } from '${module}';\n`;
  return line.length <= 121 ? line : `export {\n${names.map(name => `  ${name},\n`).join('')}} from '${module}';\n`;
}

function manifest(names: readonly string[], subpaths: readonly Subpath[]): object {
  const own = read<Manifest>(`${FOLDER}/package.json`);
  const acting = ['command', ...subpaths.filter(({ acts }) => acts).map(({ path }) => path)];
  return {
    ...own,
    sideEffects: acting.flatMap(path => [`./src/${path}.ts`, `./dist/${path}.js`]),
    exports: Object.fromEntries(
      subpaths.map(({ path, index }) => [
        `./${path}`,
        {
          '@thalweg/source': `./src/${path}.ts`,
          // Of a declaration that imports what is not installed, compilers say nothing under skipLibCheck; of a source they do.
          types: index === undefined ? `./dist/${path}.d.ts` : `./src/${path}.ts`,
          default: `./dist/${path}.js`,
        },
      ]),
    ),
    dependencies: versionsOf(names.filter(name => !OPTIONAL.includes(name))),
    peerDependencies: { ...versionsOf(OPTIONAL), rxjs: own.peerDependencies.rxjs },
    peerDependenciesMeta: Object.fromEntries(OPTIONAL.map(name => [`@thalweg/${name}`, { optional: true }])),
  };
}

/** The versions of packages, exactly as they are: all are released together. */
function versionsOf(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.map(name => [`@thalweg/${name}`, read<Manifest>(`packages/${name}/package.json`).version]),
  );
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(root + path, 'utf8')) as T;
}
