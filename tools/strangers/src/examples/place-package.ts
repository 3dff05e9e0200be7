import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { linkTree } from '../link-tree.ts';
import { root } from '../workspace.ts';

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Reads the package.json of a folder. */
export async function manifestOf(folder: string): Promise<PackageManifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageManifest;
}

/** Returns the folder of the workspace that holds a version of a package. */
export async function packageOf(name: string, version: string): Promise<string> {
  for (const holder of [root, `${root}tools/strangers`]) {
    const folder = join(holder, 'node_modules', name);
    if (existsSync(folder) && (await manifestOf(folder)).version === version) return folder;
  }
  throw new Error(
    `putExample: the workspace must have ${name} ${version}, got others. Pin the version of the workspace.`,
  );
}

/** Links a package into a `node_modules`, with its programs. */
export async function linkPackage(from: string, modules: string): Promise<void> {
  const { name, bin = {} } = await manifestOf(from);
  await mkdir(dirname(join(modules, name)), { recursive: true });
  await symlink(from, join(modules, name));
  const programs = typeof bin === 'string' ? { [basename(name)]: bin } : bin;
  for (const [program, path] of Object.entries(programs))
    await symlink(join(from, path), join(modules, '.bin', program));
}

/** Copies a package into a `node_modules`, with those of its dependencies that neither this nor `home` has. */
export async function copyPackage(from: string, modules: string, home: string): Promise<void> {
  const { name, dependencies = {} } = await manifestOf(from);
  if (existsSync(join(modules, name))) return;
  linkTree(from, join(modules, name));
  for (const each of Object.keys(dependencies))
    if (!existsSync(join(home, 'node_modules', each))) await copyPackage(`${root}node_modules/${each}`, modules, home);
}
