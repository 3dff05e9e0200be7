import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';
import { describe, expect, inject, it } from 'vitest';
import { manifestIn, root, subpathsOf } from '../pack/workspace.ts';

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
    // Of `@thalweg/images`, the notice is that of the decoders which it carries.
    const notice = name === '@thalweg/images' ? ['NOTICE'] : [];
    expect(others.sort()).toEqual(['LICENSE', ...notice, 'README.md', 'package.json']);
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

describe.each(inject('packed').filter(({ name }) => name !== 'create-thalweg'))(
  'the exports of $name',
  ({ name, files }) => {
    const folder = `${inject('home')}/node_modules/${name}`;
    const original = `${root}packages/${name.replace('@thalweg/', '')}`;
    const manifest = JSON.parse(readFileSync(`${original}/package.json`, 'utf8')) as {
      readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
    };

    it('are what its sources export, in code and in types', () => {
      for (const [subpath, built] of subpathsOf(folder, files)) {
        const source = sourceOf(subpath, built);
        expect(existsSync(source), source).toBe(true);
        if (built.startsWith('dist/one-file/')) continue;
        const expected = exportedBy(source);
        expect([subpath, exportedBy(`${folder}/${built}`).values]).toEqual([subpath, expected.values]);
        expect([subpath, exportedBy(`${folder}/${built.replace(/\.js$/, '.d.ts')}`).all]).toEqual([
          subpath,
          expected.all,
        ]);
      }
    });

    /** The source of a subpath, by the manifest in the workspace. */
    function sourceOf(subpath: string, built: string): string {
      const entry = manifest.exports[subpath] ?? manifest.exports['./*']!;
      const [before, after] = entry['default']!.replace('./', '').split('*') as [string, string?];
      const star = after === undefined ? '' : built.slice(before.length, built.length - after.length);
      return `${original}/${entry['@thalweg/source']!.replace('./', '').replace('*', star)}`;
    }
  },
);

/** The names that a module exports: those of values, and all. Of another package, what it exports whole stands as `* from …`. */
interface Exported {
  readonly values: readonly string[];
  readonly all: readonly string[];
}

function exportedBy(path: string): Exported {
  const names: [name: string, isType: boolean][] = [];
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true);
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause: clause, isTypeOnly, moduleSpecifier } = statement;
      const from = moduleSpecifier === undefined ? '' : (moduleSpecifier as ts.StringLiteral).text;
      if (clause === undefined && from.startsWith('.'))
        for (const name of exportedBy(join(dirname(path), from)).all) names.push([name, isTypeOnly]);
      else if (clause === undefined) names.push([`* from ${from}`, isTypeOnly]);
      else if (ts.isNamespaceExport(clause)) names.push([clause.name.text, isTypeOnly]);
      else for (const one of clause.elements) names.push([one.name.text, isTypeOnly || one.isTypeOnly]);
    } else if (
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    ) {
      const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
      const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
      for (const one of declared) names.push([(one as ts.FunctionDeclaration).name!.text, isType]);
    }
  }
  const sorted = (those: typeof names): string[] => [...new Set(those.map(([name]) => name))].sort();
  return { values: sorted(names.filter(([, isType]) => !isType)), all: sorted(names) };
}
