import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { documentAt, type Document } from './documents.ts';
import { programOf, textOf, type Program } from './program.ts';
import { root } from '../root.ts';

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
