import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../workspace.ts';

interface ExampleManifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * Copies an example into the folder where the packed packages are installed, so that it imports these, and links what else
 * it needs from the workspace. Returns its folder.
 */
export async function putExample(home: string, name: string): Promise<string> {
  const [from, folder] = [`${root}examples/${name}`, join(home, 'examples', name)];
  const isSource = (path: string): boolean => !/\/(node_modules|dist|data)$/.test(path);
  await cp(from, folder, { recursive: true, filter: isSource });
  const { dependencies, devDependencies } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as ExampleManifest;
  const modules = join(folder, 'node_modules');
  await mkdir(modules, { recursive: true });
  for (const each of Object.keys({ ...dependencies, ...devDependencies })) {
    if (existsSync(join(home, 'node_modules', each))) continue;
    await mkdir(dirname(join(modules, each)), { recursive: true });
    await symlink(`${root}node_modules/${each}`, join(modules, each));
  }
  await symlink(`${root}node_modules/.bin`, join(modules, '.bin'));
  return folder;
}
