import { existsSync, readFileSync } from 'node:fs';
import { root } from './root.ts';

/** The addresses of the project, of which each is null until the project is published. */
interface Addresses {
  readonly repository: string | null;
}

/** The address of the repository, or undefined if there is none yet. */
export function repositoryAddress(): string | undefined {
  const path = `${root}addresses.json`;
  if (!existsSync(path)) return undefined;
  const { repository } = JSON.parse(readFileSync(path, 'utf8')) as Addresses;
  return repository?.replace(/^git\+/, '').replace(/\.git$/, '');
}
