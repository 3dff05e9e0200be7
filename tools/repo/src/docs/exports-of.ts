import { basename } from 'node:path';
import ts from 'typescript';
import { entriesForUsers } from '../packages/package-exports.ts';
import { documentAt } from './documents.ts';

/** What a module exports by name. */
export interface Export {
  readonly name: string;
  /** The module that exports it, such as `@thalweg/graph`. */
  readonly from: string;
  readonly isType: boolean;
}

/** What a package exports for users, read from its index and entries like it, which only export again what others define. */
export function exportsOf(folder: string): Export[] {
  return entriesForUsers(folder).flatMap(entry => exportsOfEntry(folder, entry));
}

function exportsOfEntry(folder: string, entry: string): Export[] {
  const { path, text } = documentAt(`${folder}src/${entry}.ts`);
  const name = `@thalweg/${basename(folder)}`;
  const from = entry === 'index' ? name : `${name}/${entry}`;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext);
  return source.statements.flatMap(statement => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause))
      throw new Error(`${path}: must export by name only, got ${statement.getText(source)}.`);
    const { isTypeOnly, exportClause } = statement;
    return exportClause.elements.map(one => ({ name: one.name.text, from, isType: isTypeOnly || one.isTypeOnly }));
  });
}
