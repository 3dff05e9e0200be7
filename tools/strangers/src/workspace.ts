import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root folder of the workspace, with a trailing slash. */
export const root: string = fileURLToPath(new URL('../../../', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
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

/** Returns the folders of all third-party dependencies of the published packages, transitive ones included. */
export function thirdParties(): string[] {
  const ours = published().map(manifestIn);
  const known = new Set(ours.map(({ name }) => name));
  const folders: string[] = [];
  for (const { dependencies, peerDependencies } of ours) visit({ ...dependencies, ...peerDependencies });
  return folders;

  function visit(needed: Readonly<Record<string, string>>): void {
    for (const name of Object.keys(needed)) {
      if (known.has(name)) continue;
      known.add(name);
      const folder = `${root}node_modules/${name}`;
      folders.push(folder);
      visit(manifestIn(folder).dependencies ?? {});
    }
  }
}
