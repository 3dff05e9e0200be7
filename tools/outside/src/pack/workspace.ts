import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root folder of the workspace, with a trailing slash. */
export const root: string = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, object>>;
  /** The file of each subpath, as far as it is read here. */
  readonly exports?: Readonly<Record<string, { readonly default: string }>>;
}

/** Reads the package.json of a folder. */
export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
}

/** Returns the folders of the published packages. */
export function published(): string[] {
  const folders = readdirSync(`${root}packages`).map(name => `${root}packages/${name}`);
  return folders.filter(folder => existsSync(`${folder}/package.json`) && manifestIn(folder).private !== true);
}

/** Returns the peers that an app may have, such as the framework of a bridge, with the versions of the workspace. */
export function optionalPeers(): Record<string, string> {
  const names = published().flatMap(folder => Object.keys(manifestIn(folder).peerDependenciesMeta ?? {}));
  const others = names.filter(name => !name.startsWith('@thalweg/'));
  return Object.fromEntries(others.map(name => [name, manifestIn(`${root}node_modules/${name}`).version]));
}

/**
 * Returns the names of all third-party dependencies of the published packages, transitive ones included, that the root folder
 * of the workspace holds. Other versions of some are in the folders of the packages that need them.
 */
export function thirdParties(): string[] {
  const ours = published().map(manifestIn);
  const known = new Set(ours.map(({ name }) => name));
  const names: string[] = [];
  for (const { dependencies, peerDependencies } of ours) visit({ ...dependencies, ...peerDependencies }, root);
  return names;

  function visit(needed: Readonly<Record<string, string>>, from: string): void {
    for (const name of Object.keys(needed)) {
      const own = `${from}/node_modules/${name}`;
      const isOwn = from !== root && existsSync(own);
      if (!isOwn && known.has(name)) continue;
      const folder = isOwn ? own : `${root}node_modules/${name}`;
      if (!isOwn) names.push(name);
      if (!isOwn) known.add(name);
      visit(manifestIn(folder).dependencies ?? {}, folder);
    }
  }
}

/** Returns the subpaths of an installed package with the file that each leads to, those of a pattern one by one. */
export function subpathsOf(folder: string, files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [subpath, { default: target }] of Object.entries(manifestIn(folder).exports ?? {})) {
    const file = target.replace('./', '');
    if (!subpath.includes('*')) found.set(subpath, file);
    else for (const [name, path] of matches(file, files)) found.set(subpath.replace('*', name), path);
  }
  return found;
}

/** The files that a pattern matches, with what its star stands for; a star stands for folders too. */
function matches(pattern: string, files: readonly string[]): (readonly [name: string, file: string])[] {
  const [start, end] = pattern.split('*') as [string, string];
  return files
    .filter(file => file.startsWith(start) && file.endsWith(end))
    .map(file => [file.slice(start.length, file.length - end.length), file]);
}
