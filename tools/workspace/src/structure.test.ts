import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { circleFinder } from './lint/import-graph.mjs';
import { packageExports, unlistedNames } from './package-exports.ts';
import { root } from './root.ts';
import { scopedPackages } from './scoped-packages.ts';

const packages = scopedPackages().map(name => `packages/${name}`);

/** The sources of packages, apps and tools, from the workspace's folder on; what tests alone use included, tests not. */
const sources = ['packages', 'apps', 'tools'].flatMap(top =>
  readdirSync(root + top, { recursive: true, encoding: 'utf8' })
    .map(path => `${top}/${path}`)
    .filter(path => /^\w+\/[\w-]+\/src\/.*\.(ts|mjs)$/.test(path) && !/\.test(-d)?\.ts$/.test(path))
    .filter(path => !/node_modules|\/dist\/|\/files\//.test(path)),
);

const textOf = (path: string): string => readFileSync(root + path, 'utf8');

/** The functions of a file that are longer than so many lines, as `file:line` with their length. */
function longFunctions(path: string, text: string, most: number): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const [first, last] = [node.getStart(source), node.end].map(at => source.getLineAndCharacterOfPosition(at).line);
      if (last! - first! + 1 > most) found.push(`${path}:${first! + 1}: ${last! - first! + 1} lines`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the structure of the house', () => {
  it('reads all sources', () => {
    expect(sources.length).toBeGreaterThan(700);
  });

  it('has no circle of imports, those of types included', () => {
    const findCircle = circleFinder();
    const circles = sources.map(path => findCircle(root + path, textOf(path))).filter(circle => circle !== undefined);
    expect(circles).toEqual([]);
  });

  it('has no file of more than 400 lines', () => {
    expect(sources.filter(path => textOf(path).split('\n').length > 400)).toEqual([]);
  });

  it('has no function of more than 60 lines', () => {
    expect(sources.flatMap(path => longFunctions(path, textOf(path), 60))).toEqual([]);
  });

  it('finds a function that is too long', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `  call(${i});`).join('\n');
    expect(longFunctions('long.ts', `\nfunction long() {\n${lines}\n}\n`, 60)).toEqual(['long.ts:2: 62 lines']);
  });
});

describe('what a package exports', () => {
  it.each(packages)('%s: one subpath for each file that its index exports from (npm run exports)', folder => {
    const { exports } = JSON.parse(textOf(`${folder}/package.json`)) as { exports: unknown };
    expect(exports).toEqual(packageExports(folder));
  });

  it.each(packages)('%s: no name can be reached that neither index nor engine exports', folder => {
    expect(unlistedNames(folder)).toEqual([]);
  });
});
