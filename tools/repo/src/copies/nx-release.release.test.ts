import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

let copy: WorkspaceCopy;
let packages: string[];
beforeAll(async () => {
  copy = await copyWorkspace();
  packages = await readdir(`${copy.path}packages`);
  await appendFile(`${copy.path}packages/nn/src/layers/dense.ts`, '\n// Another line.\n');
  await copy.commit('feat(nn): dense layers have another line');
});
afterAll(() => copy?.remove());

describe('nx run @thalweg/bundle:build', () => {
  const build = () => copy.run('nx', 'run', '@thalweg/bundle:build');
  const fromCache = 'read the output from the cache instead of running the command for 1 out of 1 tasks';
  const [source, built] = ['packages/miniatures/src/surfaces.ts', 'packages/miniatures/dist/surfaces.js'];
  const isPlanted = async () => (await readFile(copy.path + built, 'utf8')).includes('planted');

  it('takes what it has built from the cache the second time', async () => {
    expect(await build()).not.toContain('from the cache');
    expect(await isPlanted()).toBe(false);
    await rm(copy.path + built);
    expect(await build()).toContain(fromCache);
    expect(await isPlanted()).toBe(false);
  });

  it('builds again when the source of a package has changed, and has the first build still when it changes back', async () => {
    await appendFile(copy.path + source, 'export const planted: number = 1;\n');
    expect(await build()).not.toContain('from the cache');
    expect(await isPlanted()).toBe(true);
    await copy.run('git', 'checkout', '--', source);
    expect(await build()).toContain(fromCache);
    expect(await isPlanted()).toBe(false);
  });
});

describe('nx release', () => {
  interface Manifest {
    readonly version: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
  }
  const manifestOf = async (name: string) =>
    JSON.parse(await readFile(`${copy.path}packages/${name}/package.json`, 'utf8')) as Manifest;

  /** The versions that a manifest holds: its own, and those it asks its siblings for. */
  const versionsIn = ({ version, dependencies, devDependencies, peerDependencies }: Manifest) => {
    const asked = Object.entries({ ...dependencies, ...devDependencies, ...peerDependencies });
    return Object.fromEntries([['version', version], ...asked.filter(([name]) => name.startsWith('@thalweg/'))]);
  };

  const nextVersion = async () => {
    const [major, minor] = (await manifestOf('tensor')).version.split('.').map(Number);
    return `${major}.${minor! + 1}.0`;
  };

  it('would give every package, and what it asks its siblings for, the next version, and write a changelog', async () => {
    const next = await nextVersion();
    const printed = await copy.run('nx', 'release', next, '--dry-run', '--skip-publish');
    const [, ...changes] = printed.split(/^(?=(?:CREATE|UPDATE) )/m);
    const changeOf = (file: string) => changes.filter(change => change.split(' ')[1] === file).join('');
    const added = (change: string) =>
      change
        .split('\n')
        .filter(line => line.startsWith('+'))
        .join('\n');

    for (const name of packages) {
      const change = added(changeOf(`packages/${name}/package.json`));
      for (const key of Object.keys(versionsIn(await manifestOf(name))))
        expect(change).toContain(`"${key}": "${next}"`);
    }
    const changelog = added(changeOf('CHANGELOG.md'));
    expect(changelog).toContain(`## ${next}`);
    expect(changelog).toMatch(/^\+ ### Features\n\+\n\+ - \*\*nn:\*\* dense layers have another line$/m);
    expect(changelog).not.toContain('Start from here');
    expect(changes).toHaveLength(packages.length + 1);
    expect(await copy.run('git', 'status', '--porcelain')).toBe('');
    expect(await copy.run('git', 'tag')).toBe('');
  });

  it('would tag the version that the packages have, and change neither a manifest nor the entry that is written', async () => {
    const { version } = await manifestOf('thalweg');
    expect(await readFile(`${copy.path}CHANGELOG.md`, 'utf8')).toContain(`## ${version}\n`);
    const printed = await copy.run('nx', 'release', version, '--first-release', '--dry-run', '--skip-publish');
    expect(printed).toContain(`Previewing an entry in CHANGELOG.md for v${version}`);
    expect(printed).toContain('No changes detected for changelogs');
    expect(printed).toContain('Tagging commit with git');
    expect(printed.split('\n').filter(line => /^[-+] .*"version"/.test(line))).toEqual([]);
  });

  // Apps and tools are not released: they must ask for any version (`*`), or npm looks elsewhere for the one they name.
  it('leaves a workspace that npm can install', async () => {
    const next = await nextVersion();
    await copy.run('nx', 'release', 'version', next, '--git-commit=false', '--git-tag=false', '--stage-changes=false');
    for (const name of packages) {
      const versions = versionsIn(await manifestOf(name));
      expect(versions).toEqual(Object.fromEntries(Object.keys(versions).map(key => [key, next])));
    }
    await copy.run('npm', 'install');
    expect(await copy.run('npm', 'ls')).toContain(`@thalweg/tensor@${next}`);
  });
});
