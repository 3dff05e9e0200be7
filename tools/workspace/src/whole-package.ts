import { readFileSync } from 'node:fs';
import { root } from './root.ts';
import { scopedPackages } from './scoped-packages.ts';
import { ENTRIES } from './package-exports.ts';

/** The fields of a package.json that are read here. */
interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly sideEffects: false | readonly string[];
  readonly peerDependencies: { readonly rxjs: string };
}

/** The folder of the package that exports all others again. */
const FOLDER = 'packages/thalweg';

/** Packages that an app installs itself if it uses them: parts of the client library of NATS ask for Node 22, which npm reports. */
const OPTIONAL: readonly string[] = ['nats'];

/** Modules that are bundled with all that they import, for pages without a bundler; importing them defines the elements. */
const ONE_FILES: readonly Subpath[] = ['circuit', 'miniatures', 'trainer'].map(name => ({
  path: `one-file/${name}`,
  module: '',
  acts: true,
}));

/** A subpath of it, such as `graph` or `graph/engine`, and the module that it exports again. */
interface Subpath {
  readonly path: string;
  readonly module: string;
  /** True if importing it does something, as for the program of a worker. */
  readonly acts: boolean;
}

/**
 * Returns the generated files of the package `thalweg` by their paths from the workspace's folder on: a module for each entry of
 * each other package, and the list of them in `package.json`.
 */
export function wholePackage(): ReadonlyMap<string, string> {
  const names = scopedPackages();
  const subpaths = names.flatMap(subpathsOf);
  const files = new Map<string, string>();
  for (const { path, module } of subpaths) files.set(`${FOLDER}/src/${path}.ts`, `export * from '${module}';\n`);
  files.set(`${FOLDER}/package.json`, JSON.stringify(manifest(names, [...subpaths, ...ONE_FILES])));
  return files;
}

/** The entries of a package, which are not the features one by one: its index exports all of these. */
function subpathsOf(name: string): Subpath[] {
  const { exports, sideEffects } = read<Manifest>(`packages/${name}/package.json`);
  const entries = ENTRIES.filter(entry => entry !== 'index' && entry !== 'command' && `./${entry}` in exports);
  const acts = (entry: string): boolean => sideEffects !== false && sideEffects.includes(`./dist/${entry}.js`);
  return [
    { path: name, module: `@thalweg/${name}`, acts: false },
    ...entries.map(entry => ({ path: `${name}/${entry}`, module: `@thalweg/${name}/${entry}`, acts: acts(entry) })),
  ];
}

function manifest(names: readonly string[], subpaths: readonly Subpath[]): object {
  const own = read<Manifest>(`${FOLDER}/package.json`);
  const acting = ['command', ...subpaths.filter(({ acts }) => acts).map(({ path }) => path)];
  return {
    ...own,
    sideEffects: acting.flatMap(path => [`./src/${path}.ts`, `./dist/${path}.js`]),
    exports: Object.fromEntries(
      subpaths.map(({ path }) => [
        `./${path}`,
        { '@thalweg/source': `./src/${path}.ts`, types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` },
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
