import { cpSync, existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { root } from '../workspace.ts';
import { copyPackage, linkPackage, manifestOf, packageOf } from './place-package.ts';

const OUTPUTS: readonly string[] = ['node_modules', 'dist', 'data', '.angular'];

/** Returns the names of the examples. */
export function exampleNames(): string[] {
  const entries = readdirSync(`${root}examples`, { withFileTypes: true });
  return entries.filter(entry => entry.isDirectory() && entry.name !== 'node_modules').map(({ name }) => name);
}

/**
 * Copies an example into the folder where the packed packages are installed, so that it imports these, and brings what else it needs
 * from the workspace, in the versions that it names. Returns its folder. Packages that share a peer with the packed ones, such
 * as React and its renderer, are copied, for one copy of the peer; others, such as compilers, are links. Those of `without` are left out.
 */
export async function putExample(home: string, name: string, without: readonly string[] = []): Promise<string> {
  await mkdir(join(home, 'examples'), { recursive: true });
  const folder = await mkdtemp(join(home, 'examples', `${name}-`));
  const filter = (path: string): boolean => !OUTPUTS.includes(basename(path));
  cpSync(`${root}examples/${name}`, folder, { recursive: true, filter });
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  const { dependencies = {}, devDependencies = {} } = await manifestOf(folder);
  for (const [each, range] of Object.entries({ ...dependencies, ...devDependencies })) {
    if (without.includes(each)) continue;
    const installed = join(home, 'node_modules', each);
    if (existsSync(installed) && (range.startsWith('^') || (await manifestOf(installed)).version === range)) continue;
    const from = await packageOf(each, range);
    const { peerDependencies = {} } = await manifestOf(from);
    const isApps = each in dependencies || each.startsWith('@types/');
    if (isApps && Object.keys(peerDependencies).length > 0) await copyPackage(from, modules, home);
    else await linkPackage(from, modules);
  }
  return folder;
}
