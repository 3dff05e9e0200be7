import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { readFile } from 'node:fs/promises';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, it } from 'vitest';
import { subpathsOf } from './subpaths.ts';
import { manifestIn, root } from './workspace.ts';

/** The names of modules among files, without folder and ending. */
const modules = (files: readonly string[], pattern: RegExp) =>
  files.flatMap(file => file.match(pattern)?.[1] ?? []).sort();

describe.each(inject('packed'))('the tarball of $name', ({ name, tarball, files }) => {
  const folder = `${inject('home')}/node_modules/${name}`;

  it('holds what was built, its sources, package.json, README.md and LICENSE', () => {
    const others = files.filter(file => !/^(dist\/.*\.(js|d\.ts)(\.map)?|src\/.*\.ts|templates\/.*)$/.test(file));
    expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
  });

  it('holds no tests and nothing that only tests use', () => {
    expect(files.filter(file => /\.test(-d)?\.|(^|\/)testing\//.test(file))).toEqual([]);
  });

  it('has a source for every module, and types and maps', () => {
    const sources = modules(files, /^src\/(.*)\.ts$/);
    const advice = 'A module whose source is gone goes when you delete dist and build again.';
    for (const built of [
      /^dist\/(.*)\.js$/,
      /^dist\/(.*)\.d\.ts$/,
      /^dist\/(.*)\.js\.map$/,
      /^dist\/(.*)\.d\.ts\.map$/,
    ])
      expect(modules(files, built), advice).toEqual(sources);
  });

  it('has the licence of the workspace', async () => {
    expect(await readFile(`${folder}/LICENSE`, 'utf8')).toBe(await readFile(`${root}LICENSE`, 'utf8'));
  });

  it('gives publint nothing to say', async () => {
    const { messages } = await publint({ pack: { tarball: await bytesOf(tarball) }, strict: true });
    expect(messages.map(message => formatMessage(message, manifestIn(folder), { color: false }))).toEqual([]);
  });

  it('has types that resolve like its modules, for all who import ES modules', async () => {
    // A command has no modules to import.
    if (name === 'create-thalweg') return expect([...subpathsOf(folder, files)]).toEqual([]);
    const includeEntrypoints = [...subpathsOf(folder, files).keys()].filter(subpath => subpath !== '.');
    const types = createPackageFromTarballData(new Uint8Array(await bytesOf(tarball)));
    const analysis = await checkPackage(types, { includeEntrypoints });
    if (!analysis.types) throw new Error(`${name}: must have types, got none.`);
    expect(Object.keys(analysis.entrypoints)).toEqual(expect.arrayContaining([...subpathsOf(folder, files).keys()]));
    expect(analysis.problems.filter(problem => !isOfOldResolution(problem))).toEqual([]);
    expect(analysis.problems.filter(isOfOldResolution)).not.toEqual([]);
  });
});

it('publint finds what a tarball without its files lacks', async () => {
  const data = await readFile(`${root}packages/graph/package.json`);
  const files = [{ name: 'package/package.json', data }];
  const { messages } = await publint({ pkgDir: 'package', pack: { files }, strict: true });
  const codes = messages.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(['FILE_DOES_NOT_EXIST', 'EXPORTS_GLOB_NO_MATCHED_FILES']));
});

/**
 * Whether it concerns those who cannot import ES modules, or know no `exports`: the packages are not made for them.
 * It is what attw's own profile `esm-only` ignores.
 */
function isOfOldResolution(problem: object): boolean {
  return 'resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind as string);
}

async function bytesOf(path: string): Promise<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
