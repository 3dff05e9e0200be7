import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Returns the files that a file's code imports by relative paths, imports and exports of types included. They are read
 * from the text, so it may differ from the one on disk.
 *
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
function relativeImports(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext);
  /** @type {string[]} */
  const found = [];
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) continue;
    if (moduleSpecifier.text.startsWith('.')) found.push(resolve(dirname(path), moduleSpecifier.text));
  }
  return found;
}

/**
 * Returns a function that finds the shortest circle of imports through a file: the files on the way back to it, in
 * order, or nothing. It reads every file once.
 *
 * @returns {(path: string, text: string) => string[] | undefined}
 */
export function circleFinder() {
  /** @type {Map<string, string[]>} */
  const known = new Map();
  /** @param {string} path */
  const importsOf = path => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const imports = isScript(path) ? relativeImports(path, readFileSync(path, 'utf8')) : [];
    known.set(path, imports);
    return imports;
  };

  return (path, text) => {
    /** @type {Map<string, string>} */
    const cameFrom = new Map();
    const queue = relativeImports(path, text);
    for (const first of queue) cameFrom.set(first, path);
    for (const file of queue) {
      if (file === path) return wayBack(file, cameFrom);
      for (const next of importsOf(file)) {
        if (cameFrom.has(next)) continue;
        cameFrom.set(next, file);
        queue.push(next);
      }
    }
    return undefined;
  };
}

/**
 * @param {string} end
 * @param {ReadonlyMap<string, string>} cameFrom
 */
function wayBack(end, cameFrom) {
  const way = [end];
  for (let file = cameFrom.get(end); file !== undefined && file !== end; file = cameFrom.get(file)) way.unshift(file);
  return way;
}

/** @param {string} path */
function isScript(path) {
  return /\.(ts|mjs)$/.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
