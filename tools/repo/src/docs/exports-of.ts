import ts from 'typescript';
import { documentAt } from './documents.ts';

/** What a module exports by name. */
export interface Export {
  readonly name: string;
  readonly isType: boolean;
}

/** What a package exports, read from its index, which only exports again what others define. */
export function exportsOf(folder: string): Export[] {
  const { path, text } = documentAt(`${folder}src/index.ts`);
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext);
  return source.statements.flatMap(statement => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause))
      throw new Error(`${path}: must export by name only, got ${statement.getText(source)}.`);
    const { isTypeOnly, exportClause } = statement;
    return exportClause.elements.map(one => ({ name: one.name.text, isType: isTypeOnly || one.isTypeOnly }));
  });
}
