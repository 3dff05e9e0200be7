import ts from 'typescript';
import { root } from '../root.ts';

/** A parameter of an exported function that takes options. */
export interface OptionsParameter {
  /** Such as `optim`, or `miniatures/surfaces` for another entry. */
  readonly package: string;
  readonly name: string;
  /** The parameters before: true for those that take an array. */
  readonly before: readonly boolean[];
  /** The names of the options. */
  readonly options: readonly string[];
}

/**
 * Returns the parameters with options of all functions that entries of packages export, such as `optim` or `miniatures/surfaces`, by their types: an object that
 * is called options, has a type whose name ends so, or has no property that must be given.
 */
export function optionsOfExports(modules: readonly string[]): OptionsParameter[] {
  const paths = modules.map(pathOf);
  const program = ts.createProgram(paths, settings());
  const checker = program.getTypeChecker();
  return paths.flatMap((path, i) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path)!)!;
    return checker
      .getExportsOfModule(module)
      .flatMap(symbol => optionsOfSymbol(checker, symbol).map(found => ({ package: modules[i]!, ...found })));
  });
}

function pathOf(module: string): string {
  const [name, entry = 'index'] = module.split('/');
  return `${root}packages/${name}/src/${entry}.ts`;
}

function settings(): ts.CompilerOptions {
  const file = ts.readConfigFile(`${root}tsconfig.base.json`, path => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(file.config, ts.sys, root);
  return { ...options, composite: false, incremental: false, noEmit: true, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] };
}

function optionsOfSymbol(checker: ts.TypeChecker, exported: ts.Symbol): Omit<OptionsParameter, 'package'>[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined) return [];
  const signatures = checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures();
  const found = signatures.flatMap(({ parameters }) =>
    parameters.flatMap((parameter, at) => {
      const options = optionsOfParameter(checker, parameter);
      if (options === undefined) return [];
      const before = parameters.slice(0, at).map(one => checker.isArrayLikeType(checker.getTypeOfSymbol(one)));
      return [{ name: exported.name, before, options }];
    }),
  );
  // Of a function with several signatures, the last one has all options.
  return found.slice(-1);
}

/** Returns the names of the options of a parameter; undefined if it takes none. */
function optionsOfParameter(checker: ts.TypeChecker, parameter: ts.Symbol): string[] | undefined {
  const given = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
  const type = given.isTypeParameter() ? (checker.getBaseConstraintOfType(given) ?? given) : given;
  const parts = type.isUnion() ? type.types : [type];
  if (!parts.every(part => part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return undefined;
  if (parts.some(part => part.getCallSignatures().length > 0 || checker.isArrayLikeType(part))) return undefined;
  const properties = type.getProperties();
  const optional = properties.length > 0 && properties.every(({ flags }) => flags & ts.SymbolFlags.Optional);
  const typeName = (type.aliasSymbol ?? type.symbol ?? given.symbol)?.name ?? '';
  if (parameter.name !== 'options' && !typeName.endsWith('Options') && !optional) return undefined;
  return properties.map(({ name }) => name);
}
