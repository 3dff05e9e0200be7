import { existsSync, readFileSync } from 'node:fs';
import { basename, posix } from 'node:path';
import ts from 'typescript';
import { root } from '../root.ts';

/** The files that a package's subpaths lead to, one for each condition. */
interface Entry {
  readonly '@thalweg/source': string;
  readonly types: string;
  readonly default: string;
}

/** The value of `exports` in a package.json. */
export type PackageExports = Readonly<Record<string, Entry>>;

/** A statement `export { … } from './file.ts'`. */
interface ReExport {
  /** The file, from `src` on. */
  readonly file: string;
  /** The names as the file itself exports them. */
  readonly names: readonly string[];
  readonly hasValues: boolean;
}

/** The entries whose names are for users: the index, and functions to try optimizers on. */
const FOR_USERS: readonly string[] = ['index', 'core', 'surfaces'];

/**
 * Entries of a package besides its features: what users import, in pages where that differs, what other packages of ours
 * need, types of JSX, the programs of workers, how to start a server, and a command.
 */
export const ENTRIES: readonly string[] = [
  ...FOR_USERS,
  'browser',
  'engine',
  'author',
  'portable',
  'wires',
  'jsx',
  'server',
  'worker',
  'compile-worker',
  'command',
];

/**
 * Returns the `exports` of a package: its index, its other entries, and a subpath for each file whose values the index exports. Each
 * is written out: a pattern would publish the files of inner folders too.
 */
export function packageExports(folder: string): PackageExports {
  const entries = ENTRIES.filter(name => existsSync(`${root}${folder}/src/${name}.ts`));
  const exports: Record<string, Entry> = {};
  for (const name of entries) exports[name === 'index' ? '.' : `./${name}`] = entry(`${name}.ts`);
  for (const file of featureFiles(folder)) {
    const subpath = `./${basename(file, '.ts')}`;
    if (subpath in exports) throw new Error(`${folder}: file names must differ, got two of ${basename(file)}.`);
    exports[subpath] = entry(file);
  }
  return exports;
}

/** Returns the exported names that can be imported by a subpath though neither index nor engine exports them. */
export function unlistedNames(folder: string): string[] {
  const listed = new Map<string, Set<string>>();
  for (const barrel of ENTRIES)
    for (const { file, names } of reExports(folder, barrel)) {
      const known = listed.get(file) ?? new Set();
      listed.set(file, known);
      for (const name of names) known.add(name);
    }
  return featureFiles(folder).flatMap(file =>
    exportedNames(`${root}${folder}/src/${file}`)
      .filter(name => !listed.get(file)?.has(name))
      .map(name => `${folder}/src/${file}: ${name}`),
  );
}

/** Returns the entries of a package whose names are for users, such as `index`. */
export function entriesForUsers(folder: string): string[] {
  return FOR_USERS.filter(entry => existsSync(`${root}${folder}/src/${entry}.ts`));
}

/** Returns the names that the entries for users of a package export. */
export function publicNames(folder: string): string[] {
  return entriesForUsers(folder).flatMap(entry => exportedNames(`${root}${folder}/src/${entry}.ts`));
}

/** Returns the names of the values that entries of a package export, by default all entries for users. */
export function valuesOf(folder: string, entries: readonly string[] = entriesForUsers(folder)): string[] {
  return entries.flatMap(entry => exportedNames(`${root}${folder}/src/${entry}.ts`, false));
}

/** Returns the names that a module exports, as another module lists them to export them again: types as `type Name`. */
export function namesIn(path: string): string[] {
  const values = new Set(exportedNames(path, false));
  return exportedNames(path).map(name => (values.has(name) ? name : `type ${name}`));
}

/** The files whose values the index exports, sorted. */
function featureFiles(folder: string): string[] {
  const files = reExports(folder, 'index').filter(({ hasValues }) => hasValues);
  return [...new Set(files.map(({ file }) => file))].sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
}

function reExports(folder: string, barrel: string): ReExport[] {
  const path = `${root}${folder}/src/${barrel}.ts`;
  if (!existsSync(path)) return [];
  return sourceFile(path).statements.flatMap(statement => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return [];
    const { isTypeOnly, exportClause, moduleSpecifier } = statement;
    const file = posix.normalize((moduleSpecifier as ts.StringLiteral).text);
    const elements = exportClause !== undefined && ts.isNamedExports(exportClause) ? [...exportClause.elements] : [];
    const names = elements.map(({ name, propertyName = name }) => propertyName.text);
    return [{ file, names, hasValues: !isTypeOnly && elements.some(one => !one.isTypeOnly) }];
  });
}

/** The names that a module exports, those of types among them unless `types` is false. */
function exportedNames(path: string, types = true): string[] {
  return sourceFile(path).statements.flatMap(statement => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, isTypeOnly } = statement;
      if (exportClause === undefined) return ['*'];
      if (isTypeOnly && !types) return [];
      return ts.isNamedExports(exportClause)
        ? exportClause.elements.filter(one => types || !one.isTypeOnly).map(({ name }) => name.text)
        : [exportClause.name.text];
    }
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text);
    return [(statement as ts.FunctionDeclaration | ts.ClassDeclaration).name!.text];
  });
}

function sourceFile(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true);
}

function entry(file: string): Entry {
  const built = file.replace(/\.ts$/, '');
  return { '@thalweg/source': `./src/${file}`, types: `./dist/${built}.d.ts`, default: `./dist/${built}.js` };
}
