import { execFile } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { inject } from 'vitest';
import { linkTree } from '../pack/link-tree.ts';
import { root } from '../pack/workspace.ts';

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

/** Builds a page for its users, or for its authors, with the checks of its framework. Returns the folder of the page. */
export async function builtWithVite(name: string, mode: 'production' | 'development'): Promise<string> {
  const folder = await putExample(inject('home'), name);
  await run('npm', ['run', 'build', '--', '--outDir', mode, '--mode', mode], folder, mode);
  return join(folder, mode);
}

/** Builds the Angular app as `ng build` does. Returns the folder of the page. */
export async function builtWithAngular(name: string): Promise<string> {
  const folder = await putExample(inject('home'), name, ['@angular/cli']);
  const program = fileURLToPath(new URL('run-target.ts', import.meta.url));
  const tsx = import.meta.resolve('tsx');
  await run(process.execPath, ['--import', tsx, program], folder, 'production');
  return join(folder, 'dist');
}

async function run(command: string, words: readonly string[], cwd: string, NODE_ENV: string): Promise<void> {
  const env = { ...process.env, NODE_ENV, NODE_OPTIONS: '' };
  await promisify(execFile)(command, words, { cwd, env, shell: process.platform === 'win32' });
}

/** Bundles a program of a server, except fastify, into one file, as it starts often. */
export async function bundleProgram(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    external: ['fastify'],
    platform: 'node',
    format: 'esm',
    bundle: true,
    logLevel: 'silent',
  });
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Reads the package.json of a folder. */
async function manifestOf(folder: string): Promise<PackageManifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageManifest;
}

/** Returns the folder of the workspace that holds a version of a package. */
async function packageOf(name: string, version: string): Promise<string> {
  for (const holder of [root, `${root}tools/outside`]) {
    const folder = join(holder, 'node_modules', name);
    if (existsSync(folder) && (await manifestOf(folder)).version === version) return folder;
  }
  throw new Error(
    `putExample: the workspace must have ${name} ${version}, got others. Pin the version of the workspace.`,
  );
}

/** Links a package into a `node_modules`, with its programs. */
async function linkPackage(from: string, modules: string): Promise<void> {
  const { name, bin = {} } = await manifestOf(from);
  await mkdir(dirname(join(modules, name)), { recursive: true });
  await symlink(from, join(modules, name));
  const programs = typeof bin === 'string' ? { [basename(name)]: bin } : bin;
  for (const [program, path] of Object.entries(programs))
    await symlink(join(from, path), join(modules, '.bin', program));
}

/** Copies a package into a `node_modules`, with those of its dependencies that neither this nor `home` has. */
async function copyPackage(from: string, modules: string, home: string): Promise<void> {
  const { name, dependencies = {} } = await manifestOf(from);
  if (existsSync(join(modules, name))) return;
  linkTree(from, join(modules, name));
  for (const each of Object.keys(dependencies))
    if (!existsSync(join(home, 'node_modules', each))) await copyPackage(`${root}node_modules/${each}`, modules, home);
}
