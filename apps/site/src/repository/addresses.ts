import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The addresses of the project, as far as it has some: until it is published, it has none. */
export interface Addresses {
  /** The repository, without a slash at the end. */
  readonly repository: string | undefined;
  /** The published site, with a slash at the end. */
  readonly homepage: string | undefined;
}

/** Returns the addresses that a file such as `addresses.json` holds: there, null stands for one that does not exist yet. */
export function addressesIn(text: string): Addresses {
  const { repository, homepage } = JSON.parse(text) as Readonly<Record<keyof Addresses, string | null>>;
  return {
    repository: repository?.replace(/^git\+/, '').replace(/\.git$/, ''),
    homepage: homepage?.replace(/\/?$/, '/'),
  };
}

/** Returns the addresses of the project. */
export function projectAddresses(): Addresses {
  const path = `${root}addresses.json`;
  return existsSync(path) ? addressesIn(readFileSync(path, 'utf8')) : { repository: undefined, homepage: undefined };
}

/** The folder of the whole workspace, with a slash at its end. */
export const root: string = fileURLToPath(new URL('../../../../', import.meta.url));
