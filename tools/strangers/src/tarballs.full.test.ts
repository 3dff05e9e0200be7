import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, it } from 'vitest';
import { subpathsOf } from './subpaths.ts';
import { manifestIn, root } from './workspace.ts';

/** A module that only exports names of another one, and the comment that tells where the map of one with code is. */
const EXPORTS_ONLY =
  /^(import \S*"[^"]+";|(import|export) (\* |\{[^{}]*\} )(as \w+ )?from "[^"]+";|export \{[^{}]*\};|\s)*$/;
const MAP = /^\/\/# sourceMappingURL=(.*)$/m;

describe.each(inject('packed'))('the tarball of $name', ({ name, tarball, files }) => {
  const folder = `${inject('home')}/node_modules/${name}`;

  it('holds what was built, package.json, README.md and LICENSE', () => {
    // Of `thalweg`, sources are the types of what may be missing: compilers check them.
    const known =
      name === 'thalweg'
        ? /^(dist\/.*\.(js|js\.map|d\.ts)|src\/.*\.ts)$/
        : /^(dist\/.*\.(js|js\.map|d\.ts)|templates\/.*)$/;
    const others = files.filter(file => !known.test(file));
    expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
  });

  it('holds no tests and nothing that only tests use', () => {
    expect(files.filter(file => /\.test(-d)?\.|(^|\/)testing\//.test(file))).toEqual([]);
  });

  const textOf = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
  const built = files.filter(file => /^dist\/.*\.(js|d\.ts)$/.test(file));
  const mapped = built.filter(file => MAP.test(textOf(file)));

  it('has code and declarations in few files, from which the others export', () => {
    const isCode = (file: string) => !EXPORTS_ONLY.test(textOf(file).replace('#!/usr/bin/env node', ''));
    const code = built.filter(file => !file.startsWith('dist/one-file/') && isCode(file));
    expect(code.filter(file => file.endsWith('.js') && !mapped.includes(file))).toEqual([]);
    expect(code.filter(file => file.endsWith('.d.ts')).length).toBeLessThanOrEqual(1);
    // Programs of workers and processes, what is loaded later, and what a condition chooses, have files of their own.
    expect(mapped.filter(file => file.endsWith('.js')).length).toBeLessThanOrEqual(5);
  });

  it('has maps of its code, with its sources', () => {
    expect(files.filter(file => file.endsWith('.map')).sort()).toEqual(mapped.map(file => `${file}.map`).sort());
    for (const file of mapped) {
      const map = JSON.parse(textOf(`${file}.map`)) as { sources: string[]; sourcesContent: string[] };
      const own = `packages/${name.replace('@thalweg/', '')}/`;
      const texts = map.sources.map(source => readFileSync(root + posix.join(own, dirname(file), source), 'utf8'));
      expect(map.sourcesContent).toEqual(texts);
      expect(texts.length).toBeGreaterThan(0);
    }
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
  expect(codes).toContain('FILE_DOES_NOT_EXIST');
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
