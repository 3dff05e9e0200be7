import ts from 'typescript';
import type { Fault } from './fault.ts';

/** The options of a project as `tsc --init` makes it, with a bundler. */
const options: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** The condition under which programs see the sources of our packages, and no built ones. */
export const SOURCES: readonly string[] = ['@thalweg/source'];

/** What the compiler says of some files, as one project, under some conditions. */
export function typeErrorsOf(paths: readonly string[], conditions = SOURCES): Fault[] {
  const program = ts.createProgram(paths, { ...options, customConditions: [...conditions] });
  return paths.flatMap(path => {
    const file = program.getSourceFile(path)!;
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ start = 0, messageText }) => ({
      path,
      line: file.getLineAndCharacterOfPosition(start).line + 1,
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  });
}
