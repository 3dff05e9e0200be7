import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { root } from '../workspace.ts';

interface ExampleManifest {
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const OUTPUTS: readonly string[] = ['node_modules', 'dist', 'data', '.angular'];

/**
 * Copies an example into the folder where the packed packages are installed, so that it imports these, and links what else
 * it needs from the workspace. Returns its folder.
 */
export async function putExample(home: string, name: string): Promise<string> {
  await mkdir(join(home, 'examples'), { recursive: true });
  const folder = await mkdtemp(join(home, 'examples', `${name}-`));
  const filter = (path: string): boolean => !OUTPUTS.includes(basename(path));
  await cp(`${root}examples/${name}`, folder, { recursive: true, filter });
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  const { dependencies, devDependencies } = await manifestIn(folder);
  for (const each of Object.keys({ ...dependencies, ...devDependencies })) {
    if (existsSync(join(home, 'node_modules', each))) continue;
    const [from, to] = [`${root}node_modules/${each}`, join(modules, each)];
    await mkdir(dirname(to), { recursive: true });
    await symlink(from, to);
    const { bin = {} } = await manifestIn(from);
    const programs = typeof bin === 'string' ? { [basename(each)]: bin } : bin;
    for (const [program, path] of Object.entries(programs))
      await symlink(join(from, path), join(modules, '.bin', program));
  }
  return folder;
}

async function manifestIn(folder: string): Promise<ExampleManifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as ExampleManifest;
}
