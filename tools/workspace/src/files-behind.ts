import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { root } from './root.ts';

/** A name at the top of a file. */
interface Named {
  readonly path: string;
  readonly name: string;
}

/** What the names at the top of a file stand for. */
interface Source {
  readonly defined: ReadonlyMap<string, ts.Node>;
  /** From files beside it; what is imported for its type is left out. */
  readonly imported: ReadonlyMap<string, Named>;
}

/**
 * Gives, for a name that `index` exports, the files that define what it is made of, and no others, by what the sources
 * say: from its definition along every name in it, but those of types. What such a file defines besides is not followed.
 */
export function filesBehind(index: string): (name: string) => string[] {
  const sources = new Map<string, Source>();

  function follow({ path, name }: Named, followed: Map<string, string>): void {
    const { defined, imported } = sources.get(path) ?? sourceAt(path, sources);
    const elsewhere = imported.get(name);
    if (elsewhere) return follow(elsewhere, followed);
    const definition = defined.get(name);
    if (!definition || followed.has(`${path} ${name}`)) return;
    followed.set(`${path} ${name}`, path);
    for (const used of valuesIn(definition)) follow({ path, name: used }, followed);
  }

  return name => {
    const followed = new Map<string, string>();
    follow({ path: index, name }, followed);
    return [...new Set(followed.values())].sort();
  };
}

function sourceAt(path: string, sources: Map<string, Source>): Source {
  const { statements } = ts.createSourceFile(path, readFileSync(root + path, 'utf8'), ts.ScriptTarget.ESNext);
  const [defined, imported] = [new Map<string, ts.Node>(), new Map<string, Named>()];
  const link = (elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[], from: ts.Expression): void => {
    const { text } = from as ts.StringLiteral;
    if (!text.startsWith('.')) return;
    const target = posix.join(posix.dirname(path), text);
    for (const { name, propertyName = name, isTypeOnly } of elements)
      if (!isTypeOnly) imported.set(name.text, { path: target, name: propertyName.text });
  };
  for (const statement of statements) {
    if (ts.isImportDeclaration(statement)) {
      const { importClause, moduleSpecifier } = statement;
      const bindings = importClause?.isTypeOnly ? undefined : importClause?.namedBindings;
      if (bindings && ts.isNamedImports(bindings)) link(bindings.elements, moduleSpecifier);
    } else if (ts.isExportDeclaration(statement)) {
      const { isTypeOnly, exportClause, moduleSpecifier } = statement;
      if (!isTypeOnly && moduleSpecifier && exportClause && ts.isNamedExports(exportClause))
        link(exportClause.elements, moduleSpecifier);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      defined.set(statement.name!.text, statement);
    } else if (ts.isVariableStatement(statement)) {
      for (const one of statement.declarationList.declarations) defined.set((one.name as ts.Identifier).text, one);
    }
  }
  const source = { defined, imported };
  sources.set(path, source);
  return source;
}

/** The names that stand for values in a definition, those of its own variables among them. */
function valuesIn(definition: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
    if (ts.isPropertyAssignment(node)) return visit(node.initializer);
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(definition);
  return names;
}
