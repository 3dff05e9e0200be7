import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, inject, it } from 'vitest';
import { npm } from '../pack/npm.ts';
import { manifestIn } from '../pack/workspace.ts';

const home = inject('home');
const packed = inject('packed');

/** The packages that a built file, or its types, import from. */
function importedBy(path: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'));
  const bare = importedFiles.map(({ fileName }) => fileName).filter(name => !/^(\.|node:|#)/.test(name));
  return bare.map(name => name.match(/^(@[^/]+\/)?[^/]+/)![0]);
}

/** Peers that need not be there: a library of the system, and the framework of each bridge. */
const optionalPeers: Readonly<Record<string, readonly string[]>> = {
  '@thalweg/angular': ['@angular/core'],
  '@thalweg/node': ['koffi'],
  '@thalweg/react': ['@types/react', 'react'],
  '@thalweg/svelte': ['svelte'],
  '@thalweg/vue': ['vue'],
  thalweg: ['angular', 'build', 'nats', 'react', 'report', 'svelte', 'vue'].map(name => `@thalweg/${name}`),
};

const folderOf = (name: string) => `${home}/node_modules/${name}`;

describe.each(packed)('$name', ({ name, files }) => {
  const { dependencies = {}, peerDependencies = {}, version } = manifestIn(folderOf(name));
  const built = files.filter(file => /^dist\/.*\.(js|d\.ts)$/.test(file));
  const imported = [...new Set(built.flatMap(file => importedBy(`${folderOf(name)}/${file}`)))].sort();
  const optional = Object.keys(manifestIn(folderOf(name)).peerDependenciesMeta ?? {});
  const siblings = packed.map(other => other.name).filter(other => other in dependencies);

  it('declares what it imports, and depends on nothing else', () => {
    expect(Object.keys({ ...dependencies, ...peerDependencies })).toEqual(expect.arrayContaining(imported));
    expect(Object.keys(dependencies).sort()).toEqual(
      imported.filter(each => each !== 'rxjs' && !optional.includes(each)),
    );
  });

  it('leaves rxjs to the app if it, or what it builds on, imports it, and asks for nothing else', () => {
    const asked = siblings.some(sibling => manifestIn(folderOf(sibling)).peerDependencies?.['rxjs'] !== undefined);
    expect(optional).toEqual(optionalPeers[name] ?? []);
    const required = Object.entries(peerDependencies).filter(([peer]) => !optional.includes(peer));
    expect(required).toEqual(asked || imported.includes('rxjs') ? [['rxjs', '^7.8.2']] : []);
  });

  it('asks for other packages of the same version', () => {
    expect(siblings.map(sibling => dependencies[sibling])).toEqual(siblings.map(() => version));
  });
});

describe('the folder in which they are installed', () => {
  it('is whole, with one copy of rxjs and of each of our packages', async () => {
    const list = await npm(home, `${home}/../cache`, 'ls', '--all', '--json');
    expect(JSON.parse(list)).not.toHaveProperty('problems');
    const installed = JSON.parse(readFileSync(`${home}/node_modules/.package-lock.json`, 'utf8')) as {
      packages: Record<string, { link?: boolean }>;
    };
    const paths = Object.keys(installed.packages);
    expect(paths).toContain('node_modules/rxjs');
    const once = ['rxjs', ...packed.map(({ name }) => name)];
    const nested = paths.filter(path => once.some(name => path.endsWith(`/node_modules/${name}`)));
    expect([...nested, ...paths.filter(path => installed.packages[path]!.link)]).toEqual([]);
  });
});
