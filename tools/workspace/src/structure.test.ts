import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packageExports, unlistedNames } from './package-exports.ts';
import { root } from './root.ts';
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
