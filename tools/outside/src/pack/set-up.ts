import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { linkTree } from './link-tree.ts';
import { npm } from './npm.ts';
import { buildPackages, packPackages, type Packed } from './pack-packages.ts';
import { optionalPeers, root, thirdParties } from './workspace.ts';

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
  buildPackages();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'strangers-')));
  const remove = () => rm(folder, { recursive: true, force: true });
  const [tarballs, home, cache] = [join(folder, 'tarballs'), join(folder, 'home'), join(folder, 'cache')];
  try {
    await mkdir(home);
    const packed = await packPackages(tarballs);

    const app = { name: 'stranger', private: true, type: 'module', dependencies: optionalPeers() };
    await writeFile(join(home, 'package.json'), JSON.stringify(app));
    // What others published is there already, so that npm asks the registry for little: what it would place elsewhere.
    for (const name of thirdParties()) linkTree(`${root}node_modules/${name}`, join(home, 'node_modules', name));
    // With their names, npm need not unpack all of them to find these.
    const specs = packed.map(({ name, tarball }) => `${name}@file:${tarball}`);
    await npm(home, cache, 'install', '--offline=false', '--prefer-offline', ...specs);
    provide('packed', packed);
    provide('home', home);
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}
