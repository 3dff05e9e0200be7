import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { root } from '../root.ts';

/** A name at the top of a file. */
interface Named {
  readonly path: string;
  readonly name: string;
}

/** What the names at the top of a file stand for. */
interface Source {
  readonly defined: ReadonlyMap<string, ts.Node>;
  /** From files beside it; what is imported for its type is left out. The name `*` is that of all that a file defines. */
  readonly imported: ReadonlyMap<string, Named>;
}

/**
 * Gives, for a name that the index of a package or another entry exports, the names of what it is made of, such as `optim:memory`, and no others,
 * by what the sources say: from its definition along every name in it, but those of types. Sorted.
 */
export function namesBehind(folder: string, entry = 'index'): (name: string) => string[] {
  const sources = new Map<string, Source>();

  function follow({ path, name }: Named, followed: Map<string, string>): void {
    const { defined, imported } = sources.get(path) ?? sourceAt(path, sources);
    if (name === '*') return [...defined.keys()].forEach(one => follow({ path, name: one }, followed));
    const [first, member] = name.split('.') as [string, string?];
    const elsewhere = imported.get(first);
    if (elsewhere)
      return follow(elsewhere.name === '*' && member ? { ...elsewhere, name: member } : elsewhere, followed);
    const definition = defined.get(first);
    if (!definition || followed.has(`${path} ${first}`)) return;
    followed.set(`${path} ${first}`, first);
    for (const used of valuesIn(definition)) follow({ path, name: used }, followed);
  }

  return name => {
    const followed = new Map<string, string>();
    follow({ path: `packages/${folder}/src/${entry}.ts`, name }, followed);
    return [...new Set(followed.values())].map(one => `${folder}:${one}`).sort();
  };
}

/** Returns the names that are defined in these files of a package, and in none of its others, such as `wasm:emitLoop`. */
export function namesIn(folder: string, files: RegExp): ReadonlySet<string> {
  const src = `packages/${folder}/src/`;
  const paths = readdirSync(root + src, { recursive: true, encoding: 'utf8' }).filter(path =>
    /(?<!\.test(-d)?)\.ts$/.test(path),
  );
  const definedIn = (wanted: boolean): string[] =>
    paths
      .filter(path => files.test(path) === wanted && !path.includes('testing/'))
      .flatMap(path => [...sourceAt(src + path, new Map()).defined.keys()]);
  const others = new Set(definedIn(false));
  return new Set(
    definedIn(true)
      .filter(name => !others.has(name))
      .map(name => `${folder}:${name}`),
  );
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
  const linkAll = (name: string, from: ts.Expression): void => {
    const { text } = from as ts.StringLiteral;
    if (text.startsWith('.')) imported.set(name, { path: posix.join(posix.dirname(path), text), name: '*' });
  };
  for (const statement of statements) {
    if (ts.isImportDeclaration(statement)) {
      const { importClause, moduleSpecifier } = statement;
      const bindings = importClause?.isTypeOnly ? undefined : importClause?.namedBindings;
      if (bindings && ts.isNamedImports(bindings)) link(bindings.elements, moduleSpecifier);
      if (bindings && ts.isNamespaceImport(bindings)) linkAll(bindings.name.text, moduleSpecifier);
    } else if (ts.isExportDeclaration(statement)) {
      const { isTypeOnly, exportClause, moduleSpecifier } = statement;
      if (!isTypeOnly && moduleSpecifier && exportClause && ts.isNamedExports(exportClause))
        link(exportClause.elements, moduleSpecifier);
      if (moduleSpecifier && exportClause && ts.isNamespaceExport(exportClause))
        linkAll(exportClause.name.text, moduleSpecifier);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      defined.set(statement.name!.text, statement);
    } else if (ts.isVariableStatement(statement)) {
      for (const one of statement.declarationList.declarations)
        for (const { text } of namesOf(one.name)) defined.set(text, one);
    }
  }
  const source = { defined, imported };
  sources.set(path, source);
  return source;
}

/** The values in definitions that were asked for. */
const values = new WeakMap<ts.Node, ReadonlySet<string>>();

/** The names of a binding: one, or those of a pattern. */
function namesOf(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap(one => (ts.isBindingElement(one) ? namesOf(one.name) : []));
}

/** The names that stand for values in a definition, those of its own variables among them. */
function valuesIn(definition: ts.Node): ReadonlySet<string> {
  const known = values.get(definition);
  if (known !== undefined) return known;
  const names = new Set<string>();
  values.set(definition, names);
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isPropertyAccessExpression(node))
      return ts.isIdentifier(node.expression)
        ? void names.add(`${node.expression.text}.${node.name.text}`)
        : visit(node.expression);
    if (ts.isPropertyAssignment(node) && !ts.isComputedPropertyName(node.name)) return visit(node.initializer);
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(definition);
  return names;
}
