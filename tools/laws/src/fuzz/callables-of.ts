import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { KindTable } from './kind-table.ts';
import type { Callable, Callables } from './kind.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Packages that are not called: `build` runs when an app is built, and starts processes; the others are hooks, which their
 * frameworks call in components.
 */
const notCalled = ['build', 'angular', 'react', 'svelte', 'vue'];

/** Returns the indices of all packages that are called, by their names, and the entry of surfaces. */
export function packageIndices(): Record<string, string> {
  const names = readdirSync(`${root}packages`).filter(name => !notCalled.includes(name));
  const indices = names.map(name => [name, `${root}packages/${name}/src/index.ts`] as const);
  const surfaces = `${root}packages/miniatures/src/surfaces.ts`;
  return { ...Object.fromEntries(indices.filter(([, path]) => existsSync(path))), surfaces };
}

/** Returns the functions, classes and objects of functions that modules export, with the kinds of their types. */
export function callablesOf(indices: Readonly<Record<string, string>>): Callables {
  const program = ts.createProgram(Object.values(indices), settings());
  const checker = program.getTypeChecker();
  const table = new KindTable(checker);
  const callables = Object.entries(indices).flatMap(([name, path]) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path)!)!;
    return checker.getExportsOfModule(module).flatMap(symbol => callablesOfSymbol(checker, table, name, symbol));
  });
  table.complete();
  return { callables, kinds: table.kinds };
}

function settings(): ts.CompilerOptions {
  const file = ts.readConfigFile(`${root}tsconfig.base.json`, path => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(file.config, ts.sys, root);
  const lib = ['lib.es2022.d.ts', 'lib.dom.d.ts'];
  return { ...options, composite: false, incremental: false, noEmit: true, lib, types: ['node'] };
}

function callablesOfSymbol(checker: ts.TypeChecker, table: KindTable, from: string, exported: ts.Symbol): Callable[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const isType = exported.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) ?? false;
  if (isType || !(symbol.flags & ts.SymbolFlags.Value)) return [];
  const type = checker.getTypeOfSymbol(symbol);
  const one = (name: string, signatures: readonly ts.Signature[], construct = false): Callable[] =>
    signatures.length === 0 ? [] : [{ package: from, name, construct, signatures: table.signaturesOf(signatures) }];
  const own = [
    ...one(exported.name, type.getCallSignatures()),
    ...one(exported.name, type.getConstructSignatures(), true),
  ];
  if (own.length > 0 || !(type.flags & ts.TypeFlags.Object)) return own;
  return type
    .getProperties()
    .flatMap(property =>
      one(`${exported.name}.${property.name}`, checker.getTypeOfSymbol(property).getCallSignatures()),
    );
}
