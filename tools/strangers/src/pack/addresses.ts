import { readFileSync } from 'node:fs';
import { root } from '../workspace.ts';

/** The addresses of the project; null until it is published. */
export interface Addresses {
  /** Of the repository's page, such as `https://host/owner/name`. */
  readonly repository: string | null;
  /** Of the documentation's first page. */
  readonly homepage: string | null;
  /** The address for reports of faults. */
  readonly bugs: string | null;
}

/** Returns the content of `addresses.json`. */
export function addresses(): Addresses {
  return JSON.parse(readFileSync(`${root}addresses.json`, 'utf8')) as Addresses;
}
