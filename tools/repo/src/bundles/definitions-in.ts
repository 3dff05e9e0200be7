import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../root.ts';

/** The maps of built modules by their paths. */
const maps = new Map<string, SourceMap>();
/** The lines of sources by their paths. */
const sources = new Map<string, readonly string[]>();

/**
 * Returns what a bundle defines, by its source map: `graph:matmul` for a name at the top of a source of ours, as it is there,
 * and `rxjs` for any in a package of others. Sorted, each once.
 */
export function definitionsIn(code: string, json: string): string[] {
  const map = new SourceMap(JSON.parse(json) as SourceMapPayload);
  const source = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.ESNext);
  const found = namesAtTop(source).map(name => {
    const { line, character } = source.getLineAndCharacterOfPosition(name.getStart(source));
    return originOf(map, line, character, '');
  });
  return [...new Set(found.filter(origin => origin !== undefined))].sort();
}

/** The names that the statements of a module define. */
function namesAtTop(source: ts.SourceFile): ts.Identifier[] {
  return source.statements.flatMap(statement => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
        // A class that is bound to a name has it twice: the outer one may have no position.
        const inner =
          initializer && (ts.isClassExpression(initializer) || ts.isFunctionExpression(initializer))
            ? initializer.name
            : undefined;
        return (
          inner ??
          (ts.isIdentifier(name)
            ? [name]
            : name.elements.flatMap(one => (ts.isBindingElement(one) && ts.isIdentifier(one.name) ? [one.name] : [])))
        );
      });
    return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name
      ? [statement.name]
      : [];
  });
}

/** Where a position of a file comes from, through the maps of built modules. */
function originOf(map: SourceMap, line: number, column: number, folder: string): string | undefined {
  const entry = map.findEntry(line, column);
  if (!('originalSource' in entry)) return undefined;
  const { originalSource, originalLine, originalColumn } = entry;
  const path = join(folder, originalSource);
  const [, other] = /node_modules\/(?!.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (other !== undefined && !other.startsWith('@thalweg/') && other !== 'thalweg') return other;
  if (/\/dist\/.*\.js$/.test(path)) {
    const inner = mapOf(path);
    // A module without a map only exports names: what a bundler makes of it is no definition of ours.
    return inner && originOf(inner, originalLine, originalColumn, join(path, '..'));
  }
  const [, name] = /^packages\/([^/]+)\/src\//.exec(path) ?? [];
  return name === undefined ? undefined : `${name}:${nameAt(path, originalLine, originalColumn)}`;
}

function mapOf(path: string): SourceMap | undefined {
  const file = `${root}${path}.map`;
  if (!maps.has(path) && existsSync(file))
    maps.set(path, new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload));
  return maps.get(path);
}

/** Returns the name at a place of a source, or right after it. */
function nameAt(path: string, line: number, column: number): string {
  const lines = sources.get(path) ?? readFileSync(root + path, 'utf8').split('\n');
  sources.set(path, lines);
  return /(?:(?:export|const|let|function|class|async)\s+)*([\w$]+)/.exec(lines[line]!.slice(column))?.[1] ?? '';
}
