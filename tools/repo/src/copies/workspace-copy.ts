import { execFile } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import { root } from '../root.ts';

/** A copy of the working tree and of what is installed in it, with a git history of its own: a test may change it. */
export interface WorkspaceCopy {
  /** Its folder, with a slash at the end. */
  readonly path: string;
  /** Runs a command that is installed, offline. Gives what it printed, and fails with that if the command does. */
  run(command: string, ...options: readonly string[]): Promise<string>;
  /** Commits whatever was changed. */
  commit(message: string): Promise<void>;
  remove(): Promise<void>;
}

const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];

/**
 * Returns a copy of the workspace. Its installed packages are links to those of the workspace, which nothing may write to. With
 * `installs`, they are folders of its own, for a test that installs others.
 */
export async function copyWorkspace({ installs = true }: { installs?: boolean } = {}): Promise<WorkspaceCopy> {
  const path = `${await realpath(await mkdtemp(join(tmpdir(), 'workspace-')))}/`;
  // The asynchronous way takes four times the processor time.
  cpSync(root, path, { recursive: true, filter: source => !isMade(basename(source)) });
  const place = installs ? linkInstalled : linkPackages;
  for (const folder of await foldersWithPackages()) await place(root + folder, path + folder);

  const env = environmentOf(path);
  const run = (command: string, ...options: readonly string[]) => printed(command, options, path, env);
  const commit = async (message: string) => {
    await run('git', 'add', '--all');
    await run('git', ...author, 'commit', '--quiet', '--message', message);
  };
  await run('git', 'init', '--quiet');
  // Git writes only the files that the workspace's own history does not have.
  const objects = await printed('git', ['rev-parse', '--git-path', 'objects'], root, env);
  await writeFile(`${path}.git/objects/info/alternates`, `${resolve(root, objects.trim())}\n`);
  await commit('Start from here');
  return { path, run, commit, remove: () => rm(path, { recursive: true, force: true }) };
}

/** What a clone does not have: it is installed, built or remembered. */
function isMade(name: string): boolean {
  return ['node_modules', 'dist', '.nx', '.git'].includes(name);
}

/** The workspace's folders of installed packages: the root's, and those of projects that need another version. */
async function foldersWithPackages(): Promise<string[]> {
  const projects = ['packages', 'apps', 'tools'].map(async group =>
    (await readdir(root + group)).map(project => `${group}/${project}/node_modules`),
  );
  return ['node_modules', ...(await Promise.all(projects)).flat()].filter(folder => existsSync(root + folder));
}

/** The environment without what npm, Nx, vitest and git tell their children about this folder. */
function environmentOf(path: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|nx_|vitest|git_|node_options$|ci$)/i.test(name),
  );
  const { PATH = '', ...rest } = Object.fromEntries(inherited);
  return {
    ...rest,
    PATH: `${path}node_modules/.bin${delimiter}${PATH}`,
    NO_COLOR: '1',
    NX_DAEMON: 'false',
    // Nx ends after each command, so processes for its plugins would only take time.
    NX_ISOLATE_PLUGINS: 'false',
    npm_config_offline: 'true',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

function printed(command: string, options: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    // One pipe for both streams keeps their lines in order.
    const joined = ['-c', '"$0" "$@" 2>&1', command, ...options];
    execFile('sh', joined, { cwd, env, maxBuffer: 2 ** 26 }, (error, output) => {
      if (error) reject(new Error(`${command} ${options.join(' ')}: must succeed, got ${error.code}. ${output}`));
      else resolve(output);
    });
  });
}

/** Puts a folder of installed packages into another place: links to the same files, which cost no space and some seconds. */
function linkInstalled(from: string, to: string): Promise<void> {
  return place(from, to, linkTree);
}

/** Puts a folder of installed packages into another place, each as a link to the package itself. */
function linkPackages(from: string, to: string): Promise<void> {
  return place(from, to, (from, to, kind) =>
    /^(@|\.bin$)/.test(basename(from)) ? place(from, to, linkPackage) : linkPackage(from, to, kind),
  );
}

type Place = (from: string, to: string, kind: Kind) => Promise<void>;

/** Places each entry of a folder of installed packages. */
async function place(from: string, to: string, placed: Place): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const { name } = entry;
    // At the top, npm keeps its record of what is installed, which it writes in place, and tools keep caches.
    if (!name.startsWith('.') || name === '.bin') await placed(`${from}/${name}`, `${to}/${name}`, entry);
    else if (entry.isFile()) await copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Links to a package. One of the workspace is a link already: it leads to the copy's, as each program does. */
async function linkPackage(from: string, to: string, kind: Kind): Promise<void> {
  await symlink(kind.isSymbolicLink() ? await readlink(from) : from, to);
}

interface Kind {
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

async function linkTree(from: string, to: string, kind: Kind): Promise<void> {
  if (kind.isSymbolicLink()) return symlink(await readlink(from), to);
  // Another disk has no links to this one's files.
  if (!kind.isDirectory()) return link(from, to).catch(() => copyFile(from, to));
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true }))
    await linkTree(`${from}/${entry.name}`, `${to}/${entry.name}`, entry);
}

/** Runs tests in a copy of the workspace, which must all pass. Gives the lines of those that have run, without the skipped ones. */
export async function passedTests(copy: WorkspaceCopy, ...options: readonly string[]): Promise<readonly string[]> {
  return passed(await copy.run('vitest', 'run', '--reporter=verbose', ...options));
}

/** The same with all rows of the files that draw. */
export async function passedRows(copy: WorkspaceCopy, ...options: readonly string[]): Promise<readonly string[]> {
  return passed(await copy.run('env', 'LAWS_SEED=all', 'vitest', 'run', '--reporter=verbose', ...options));
}

function passed(printed: string): readonly string[] {
  return printed.split('\n').filter(line => line.trimStart().startsWith('✓ '));
}
