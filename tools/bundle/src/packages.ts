import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { root } from './root.ts';

/** A package that is published. */
export interface Package {
  readonly name: string;
  /** Its folder, with a slash at its end. */
  readonly folder: string;
  /** The names of our packages that it depends on. */
  readonly siblings: readonly string[];
  /**
   * Its modules that others import, by their paths in `dist` without an ending, such as `optimizers/adam`, with the paths of their
   * sources in `src`.
   */
  readonly entries: ReadonlyMap<string, string>;
  /** Those that do something when they are imported: commands, and the programs of workers and processes. In the same form. */
  readonly programs: ReadonlyMap<string, string>;
  /** Those of which a condition chooses one, by `imports` of package.json. In the same form. */
  readonly choices: ReadonlyMap<string, string>;
  /** The packages of others that it depends on, and that an app does not bring itself. */
  readonly others: readonly string[];
  /** Whether it has code of its own: the others only export packages again. */
  readonly hasCode: boolean;
}

/** Where a module lies. */
interface Target {
  readonly '@thalweg/source': string;
  readonly default: string;
}

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, Target>>;
  readonly imports?: Readonly<Record<string, Readonly<Record<string, Target>>>>;
  readonly sideEffects?: false | readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Returns the published packages by their names. */
export function publishedPackages(): ReadonlyMap<string, Package> {
  const folders = readdirSync(`${root}packages`).map(name => `${root}packages/${name}/`);
  const manifests = new Map(
    folders
      .filter(folder => existsSync(`${folder}package.json`))
      .map(folder => [folder, JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as Manifest]),
  );
  const names = new Set([...manifests.values()].map(({ name }) => name));
  return new Map([...manifests].map(([folder, manifest]) => [manifest.name, packageOf(folder, manifest, names)]));
}

/** Returns whether a module is for pages without a bundler: it holds all that it imports. */
export function isOneFile(path: string): boolean {
  return path.startsWith('one-file/');
}

/** Returns whether a package has such modules. */
export function hasOneFiles({ programs }: Package): boolean {
  return [...programs.keys()].some(isOneFile);
}

function packageOf(folder: string, manifest: Manifest, names: ReadonlySet<string>): Package {
  const { name, exports = {}, imports = {}, sideEffects = [], bin = {}, dependencies, peerDependencies } = manifest;
  const acting = [...(sideEffects || []), ...Object.values(bin)].map(path => withoutEnding(path, 'dist'));
  const all = new Map(Object.values(exports).flatMap(entry => modulesAt(folder, entry)));
  const programs = new Map<string, string>();
  for (const built of acting) if (built !== undefined) programs.set(built, all.get(built) ?? sourceOf(folder, built));
  return {
    name,
    folder,
    siblings: Object.keys({ ...dependencies, ...peerDependencies }).filter(each => names.has(each)),
    others: Object.keys(dependencies ?? {}).filter(each => !names.has(each)),
    entries: new Map([...all].filter(([built]) => !programs.has(built))),
    programs,
    choices: new Map(
      Object.values(imports).flatMap(each => Object.values(each).flatMap(one => modulesAt(folder, one))),
    ),
    hasCode: '.' in exports,
  };
}

/** The modules of an entry: those that its pattern leads to, if it has one. */
function modulesAt(folder: string, entry: Target): [string, string][] {
  const [source, built] = [withoutEnding(entry['@thalweg/source'], 'src')!, withoutEnding(entry.default, 'dist')!];
  if (!source.includes('*')) return [[built, source]];
  const names = readdirSync(`${folder}src/${source.replace('/*', '')}`).filter(isSource);
  return names
    .map(name => name.slice(0, -'.ts'.length))
    .map(name => [built.replace('*', name), source.replace('*', name)]);
}

/** The source of a program that is no entry: it lies under the same path, or is the only file of its name. */
function sourceOf(folder: string, built: string): string {
  const found = readdirSync(`${folder}src`, { recursive: true, encoding: 'utf8' }).map(path =>
    path.replaceAll('\\', '/'),
  );
  const paths = found.filter(path => path === `${built}.ts` || path.endsWith(`/${built}.ts`));
  if (paths.length !== 1) throw new Error(`${folder}: dist/${built}.js must have one source, got ${paths.length}.`);
  return paths[0]!.slice(0, -'.ts'.length);
}

/** Returns whether a file is code of a package, and no test. */
export function isSource(path: string): boolean {
  return path.endsWith('.ts') && !/\.test(-d)?\.ts$|(^|\/)testing\//.test(path);
}

/** Returns `a/b` of `./src/a/b.ts`, if it lies in that folder. */
function withoutEnding(path: string, folder: string): string | undefined {
  return new RegExp(`^(?:\\./)?${folder}/(.*)\\.(?:ts|js)$`).exec(path)?.[1];
}
