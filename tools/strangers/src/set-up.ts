import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { npm } from './npm.ts';
import { manifestIn, optionalPeers, published, root, thirdParties } from './workspace.ts';

/** A package that npm packed. */
export interface Packed {
  readonly name: string;
  /** The path of its tarball. */
  readonly tarball: string;
  /** The paths of the files in it. */
  readonly files: readonly string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The published packages. */
    packed: readonly Packed[];
    /** A folder outside the workspace where only these packages and their dependencies are installed. */
    home: string;
  }
}

/** Packs the published packages and installs them in an empty folder, once for all test files. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  if (!published().every(folder => existsSync(`${folder}/dist`)))
    execFileSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });

  const folder = await realpath(await mkdtemp(join(tmpdir(), 'strangers-')));
  const remove = () => rm(folder, { recursive: true, force: true });
  const [tarballs, home, cache] = [join(folder, 'tarballs'), join(folder, 'home'), join(folder, 'cache')];
  try {
    for (const path of [tarballs, home]) await mkdir(path);
    const ours = published();
    const printed = await npm(tarballs, cache, 'pack', '--json', ...ours);
    const packed = (JSON.parse(printed) as NpmPacked[]).map(({ name, filename, files }): Packed => ({
      name,
      tarball: join(tarballs, filename),
      files: files.map(({ path }) => path),
    }));

    const app = { name: 'stranger', private: true, type: 'module', dependencies: optionalPeers() };
    await writeFile(join(home, 'package.json'), JSON.stringify(app));
    // What others published is there already, so that npm asks the registry for little: what it would place elsewhere.
    for (const name of thirdParties())
      await cp(`${root}node_modules/${name}`, join(home, 'node_modules', name), { recursive: true });
    await npm(home, cache, 'install', '--offline=false', '--prefer-offline', ...packed.map(({ tarball }) => tarball));
    const names = ours.map(each => manifestIn(each).name);
    provide(
      'packed',
      packed.filter(({ name }) => names.includes(name)),
    );
    provide('home', home);
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

interface NpmPacked {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}
