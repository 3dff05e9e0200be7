import type { Document } from './documents.ts';
import { exportsOf } from './exports-of.ts';
import { layers } from '../layers/layers.ts';
import { programOf, type Program } from './program.ts';

type Lines = Map<number, string>;

/**
 * The examples of a source's docstrings that claim something (`// =>`), each a program of its own. An example sees all
 * that its package exports, and then what the layers below export, from the bottom up.
 */
export function examplesIn({ path, text }: Document): Program[] {
  const layer = path.split('/')[1]!;
  return exampleLines(text)
    .filter(lines => /\/\/ =>/.test([...lines.values()].join('\n')))
    .map(lines => programOf(path, new Map([[0, importsFor([...lines.values()].join('\n'), layer)], ...lines])));
}

/** What follows `@example` in docstrings, up to the next tag, without the stars that it stands behind. */
function exampleLines(source: string): Lines[] {
  const examples: Lines[] = [];
  let inside = false;
  source.split('\n').forEach((line, at) => {
    const said = /^\s*\* ?(.*)$/.exec(line)?.[1];
    if (said === undefined || /^[@/]/.test(said)) inside = said === '@example';
    else if (inside) examples.at(-1)!.set(at, said);
    if (said === '@example') examples.push(new Map());
  });
  return examples;
}

/** Imports, on one line, of what a piece of code names and does not define. */
function importsFor(code: string, layer: string): string {
  const names = new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  for (const [, own] of code.matchAll(/\b(?:class|const|function|let)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu))
    names.delete(own!);
  const used = [layer, ...below(layer)].flatMap(one =>
    exportsOf(`packages/${one}/`).filter(({ name, isType }) => !isType && names.delete(name)),
  );
  const modules = [...new Set(used.map(({ from }) => from))].map(module => {
    const imported = used.filter(({ from }) => from === module).map(({ name }) => name);
    return `import { ${imported.join(', ')} } from '${module}'; `;
  });
  return modules.join('');
}

/** The layers that a layer's examples may import, from the bottom up. */
function below(layer: string): readonly string[] {
  const { layers: may = [], tests = [] } = layers[layer] ?? {};
  return Object.keys(layers).filter(one => may.includes(one) || tests.includes(one));
}
