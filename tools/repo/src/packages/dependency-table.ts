import { readFileSync } from 'node:fs';
import { root } from '../root.ts';

/** A package of others that comes with ours. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** True if npm would run a script when it is installed. */
  readonly hasInstallScript: boolean;
  /** Our packages that depend on it, or the package of others that brings it. */
  readonly neededBy: string;
  /** True if apps install it themselves. */
  readonly isPeer: boolean;
}

/** The head of the table in SECURITY.md. The last column is written by `npm run dependencies`, which asks the registry. */
export const TABLE_HEAD = `| package | version | licence | install script | needed by | published |
| --- | --- | --- | --- | --- | --- |`;

interface Entry {
  readonly version?: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

type Lock = Readonly<Record<string, Entry>>;

/** Returns what our packages bring along or ask apps to install, by the lock file: all dependencies, and their own ones. */
export function dependencies(): readonly Dependency[] {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as { readonly packages: Lock };
  const found = new Map<string, { place: string; neededBy: Set<string>; isPeer: boolean }>();
  const visit = (names: readonly string[], from: string, by: string, isPeer: boolean): void => {
    for (const name of names) {
      const place = placeOf(packages, name, from);
      if (place === undefined || packages[place]!.link === true) continue;
      const known = found.get(place);
      known?.neededBy.add(by);
      if (known !== undefined && (isPeer || !known.isPeer)) continue;
      found.set(place, { place, neededBy: known?.neededBy ?? new Set([by]), isPeer });
      if (!isPeer) visit(Object.keys(packages[place]!.dependencies ?? {}), place, name, false);
    }
  };
  for (const [path, entry] of Object.entries(packages)) {
    const own = /^packages\/([^/]+)$/.exec(path)?.[1];
    if (own === undefined) continue;
    visit(Object.keys(entry.dependencies ?? {}), '', own, false);
    visit(Object.keys(entry.peerDependencies ?? {}), '', own, true);
  }
  return [...found.values()].map(one => described(packages, one)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns where a package is that another one finds by its name: in the folder of its own, or further up. */
function placeOf(packages: Lock, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (place in packages) return place;
    if (folder === '') return undefined;
    if (!folder.includes('/node_modules/')) folder = '';
  }
}

function described(
  packages: Lock,
  {
    place,
    neededBy,
    isPeer,
  }: { readonly place: string; readonly neededBy: ReadonlySet<string>; readonly isPeer: boolean },
): Dependency {
  const { version = '', license = '?', hasInstallScript = false } = packages[place]!;
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return { name, version, licence: license, hasInstallScript, neededBy: [...neededBy].sort().join(', '), isPeer };
}

/** Returns the row of a dependency without its last column. */
export function rowOf({ name, version, licence, hasInstallScript, neededBy, isPeer }: Dependency): string {
  const script = hasInstallScript ? 'yes; not needed' : 'no';
  return `| \`${name}\` | ${version}${isPeer ? ' (peer)' : ''} | ${licence} | ${script} | ${neededBy} |`;
}
