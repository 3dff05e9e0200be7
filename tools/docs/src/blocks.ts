import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { documentAt, type Document } from './documents.ts';
import { programOf, type Program } from './program.ts';
import { root } from './root.ts';

type Lines = Map<number, string>;

/**
 * The programs of a guide, made of its blocks of TypeScript. A block that begins with an import begins a program; one
 * that does not goes on with the program before it.
 *
 * A block that repeats a file which the guide links to, word for word, stands for that file, whose own imports hold.
 */
export function programsIn(guide: Document): Program[] {
  const programs: Lines[] = [];
  for (const block of blocksIn(guide.text)) {
    const [[at, first] = [0, '']] = block;
    const file = repeatedBy(block, guide);
    if (file !== undefined) programs.push(new Map([[at, `import '${root}${file}';`]]));
    else if (programs.length === 0 || first.startsWith('import ')) programs.push(block);
    else for (const [at, line] of block) programs.at(-1)!.set(at, line);
  }
  return programs.map(lines => programOf(guide.path, lines));
}

/** The blocks of TypeScript and JavaScript, line by line. */
function blocksIn(markdown: string): Lines[] {
  const blocks: Lines[] = [];
  let fence: string | undefined;
  markdown.split('\n').forEach((line, at) => {
    const mark = /^\s*```(.*)$/.exec(line)?.[1];
    if (mark === undefined) {
      if (isCode(fence)) blocks.at(-1)!.set(at, line);
      return;
    }
    fence = fence === undefined ? mark : undefined;
    if (isCode(fence)) blocks.push(new Map());
  });
  return blocks.filter(({ size }) => size > 0);
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
