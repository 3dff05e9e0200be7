import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageExports, unlistedNames } from './package-exports.ts';
import { root } from '../root.ts';
import { scopedPackages } from './scoped-packages.ts';

const packages = scopedPackages().map(name => `packages/${name}`);

const textOf = (path: string): string => readFileSync(root + path, 'utf8');

describe('what a package exports', () => {
  it.each(packages)('%s: one subpath for each file that its index exports from (npm run exports)', folder => {
    const { exports } = JSON.parse(textOf(`${folder}/package.json`)) as { exports: unknown };
    expect(exports).toEqual(packageExports(folder));
  });

  it.each(packages)('%s: no name can be reached that neither index nor engine exports', folder => {
    expect(unlistedNames(folder)).toEqual([]);
  });
});

describe('the programs of tools/types', () => {
  it('check the sources of every project', () => {
    const programs = readdirSync(`${root}tools/types`).filter(name => name.endsWith('.json'));
    const checked = programs.flatMap(name =>
      (JSON.parse(textOf(`tools/types/${name}`)) as { include: string[] }).include.map(path =>
        posix.join('tools/types', path),
      ),
    );
    const projects = ['packages', 'apps', 'tools'].flatMap(group =>
      readdirSync(root + group).map(name => `${group}/${name}/src`),
    );
    // These have components of Svelte, which svelte-check reads.
    const svelte = ['apps/playground/src', 'apps/teach/src'];
    const others = projects.filter(path => existsSync(root + path) && !svelte.includes(path));
    expect(others.length).toBeGreaterThan(40);
    expect(others.filter(path => !checked.includes(path))).toEqual([]);
  });
});
