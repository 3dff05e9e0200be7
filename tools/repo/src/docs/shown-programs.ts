import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { layers } from '../layers/layers.ts';
import { root } from '../root.ts';
import { documentAt, guides, sources, type Document } from './documents.ts';
import { exportsOf } from './exports-of.ts';
import { programOf, textOf, type Program } from './program.ts';

// Its programs train for half a minute: tables.full.test.ts runs them, each in a process of its own.
const elsewhere = 'docs/tables.md';

/** The document whose programs need a server of NATS: `documents-with-nats.full.test.ts` runs them. */
export const WITH_NATS = 'packages/nats/README.md';

/** Returns the programs of all guides, and the examples of all docstrings. */
export function shownPrograms(): Program[] {
  return [
    ...guides()
      .filter(({ path }) => path !== elsewhere)
      .flatMap(programsIn),
    ...sources().flatMap(examplesIn),
  ];
}

type Lines = Map<number, string>;

/** A block, and the name of the file that its fence says. */
interface Block {
  readonly lines: Lines;
  readonly name: string | undefined;
}

/**
 * The programs of a guide, made of its blocks of TypeScript. A block that begins with an import begins a program; one
 * that does not goes on with the program before it.
 *
 * A block whose fence names a file, as in ```ts [training.worker.ts]```, is that file beside all programs of the guide.
 *
 * A block that repeats a file which the guide links to, word for word, stands for that file, whose own imports hold.
 */
export function programsIn(guide: Document): Program[] {
  const programs: Lines[] = [];
  const blocks = blocksIn(guide.text);
  for (const { lines: block, name } of blocks) {
    if (name !== undefined) continue;
    const [[at, first] = [0, '']] = block;
    const file = repeatedBy(block, guide);
    if (file !== undefined) programs.push(new Map([[at, `import '${root}${file}';`]]));
    else if (programs.length === 0 || first.startsWith('import ')) programs.push(block);
    else for (const [at, line] of block) programs.at(-1)!.set(at, line);
  }
  const files = blocks.flatMap(({ lines, name }) => (name === undefined ? [] : [{ name, text: textOf(lines) }]));
  return programs.map(lines => ({ ...programOf(guide.path, lines), files }));
}

/** The blocks of TypeScript and JavaScript, line by line. */
function blocksIn(markdown: string): Block[] {
  const blocks: Block[] = [];
  let fence: string | undefined;
  markdown.split('\n').forEach((line, at) => {
    const mark = /^\s*```(.*)$/.exec(line)?.[1];
    if (mark === undefined) {
      if (isCode(fence)) blocks.at(-1)!.lines.set(at, line);
      return;
    }
    fence = fence === undefined ? mark : undefined;
    if (isCode(fence)) blocks.push({ lines: new Map(), name: /\[([\w.-]+\.[jt]s)\]/.exec(fence!)?.[1] });
  });
  return blocks.filter(({ lines }) => lines.size > 0);
}

function isCode(fence: string | undefined): boolean {
  return fence !== undefined && /^\s*(ts|typescript|js|javascript)\b/.test(fence);
}

/** The file that a block repeats, of those that the guide links to. */
function repeatedBy(block: Lines, { path, text }: Document): string | undefined {
  const linked = [...text.matchAll(/\]\(([\w./@-]+\.ts)\)/g)].map(match => posix.join(posix.dirname(path), match[1]!));
  const code = `${[...block.values()].join('\n')}\n`;
  return linked.find(file => existsSync(root + file) && documentAt(file).text === code);
}

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
