import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, inject, it } from 'vitest';
import { subpathsOf } from './subpaths.ts';
import { root } from './workspace.ts';

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

describe.each(inject('packed').filter(({ name }) => name !== 'create-thalweg'))('$name', ({ name, files }) => {
  const folder = `${inject('home')}/node_modules/${name}`;
  const original = `${root}packages/${name.replace('@thalweg/', '')}`;
  const manifest = JSON.parse(readFileSync(`${original}/package.json`, 'utf8')) as {
    readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };

  it('exports what its sources export, in code and in types', () => {
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
});
