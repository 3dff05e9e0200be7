import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { houseNumbers, type HouseNumbers } from './house-numbers.ts';

/** A workspace of a package, with what each file shows, and a tool that lacks an index. */
const planted: Readonly<Record<string, string>> = {
  'packages/graph/package.json': JSON.stringify({
    exports: {
      '.': { '@thalweg/source': './src/index.ts' },
      './*': { '@thalweg/source': './src/operations/*.ts' },
    },
  }),
  'packages/graph/src/index.ts': `export { wire } from './wire/wire.ts';\nexport type { Kind } from './wire/kind.ts';\n`,
  'packages/graph/src/engine.ts': `export { end, start, type Ends } from './wire/ends.ts';\nexport const third = 3;\n`,
  // Reads a private file beside it, one that it loads later, and one that the index gives away.
  'packages/graph/src/wire/wire.ts': [
    `import { end } from './ends.ts';`,
    `import type { Kind } from './kind.ts';`,
    `import { part } from './part.ts';`,
    '',
    '/**',
    ' * A comment of some lines,',
    ' * which count for nothing.',
    ' */',
    'export function wire(): Kind {',
    '  // Nor does this one.',
    '  const inner = (): number => part;',
    '',
    '  return [1, 2].map(one => one + inner() + end);',
    '}',
    `export const load = () => import('./later.ts');`,
    '',
  ].join('\n'),
  'packages/graph/src/wire/kind.ts': 'export type Kind = number[];\n',
  'packages/graph/src/wire/part.ts': `export const part = 1;\n`,
  'packages/graph/src/wire/later.ts': `export {};\n`,
  'packages/graph/src/wire/ends.ts': `import '../operations/add.ts';\nexport const [end, start] = [1, 2];\nexport type Ends = 1;\n`,
  'packages/graph/src/operations/add.ts': `import { add2 } from './add2.ts';\nimport '../wire/kind.ts';\nexport const add = () => add2;\n`,
  'packages/graph/src/operations/add2.ts': `export const add2 = 2;\n`,
  'packages/graph/src/wire/wire.test.ts': `import './part.ts';\nimport '../operations/add.ts';\n`,
  'packages/graph/src/testing/made.ts': `import '../wire/part.ts';\n`,
  'packages/graph/src/read-me.md': '',
  ...Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`tools/many/src/rows/row${i}.mjs`, '\n'])),
  'tools/many/src/pages/page.svelte': `<script>\nimport Part from './part.svelte';\nimport '../rows/row1.mjs';\n</script>\n`,
  'tools/many/src/pages/part.svelte': '<p></p>\n',
  'tools/many/src/pages/part.ts': '',
  'tools/many/src/pages/parts.ts': `import './part.ts';\nimport './shown.ts';\nexport const show = () => import('./shown.ts?raw');\n`,
  'tools/many/src/pages/shown.ts': '',
  ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map(name => [`apps/listed/src/${name}.ts`, ''])),
  'apps/listed/src/table.ts': ['a', 'b', 'c', 'd', 'e'].map(name => `import './${name}.ts';\n`).join(''),
  'apps/started/src/main.ts': `import { run } from './run.ts';\nimport './rest.ts';\nrun();\n`,
  'apps/started/src/run.ts': 'export const run = () => {};\n',
  'apps/started/src/rest.ts': '',
  'apps/started/src/run.test.ts': `import { run } from './run.ts';\n`,
  'tools/many/src/pages/part-too.ts': '',
  'tools/many/src/pages/two.ts': `import './part-too.ts';\n`,
  'tools/many/src/pages/three.ts': `import './part-too.ts';\n`,
};

let folder: string;
let numbers: HouseNumbers;
beforeAll(() => {
  folder = `${mkdtempSync(join(tmpdir(), 'house-'))}/`;
  for (const [path, text] of Object.entries(planted)) {
    mkdirSync(folder + dirname(path), { recursive: true });
    writeFileSync(folder + path, text);
  }
  numbers = houseNumbers(folder, 'packages/');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the numbers of the house', () => {
  it('count files with tests and without, and lines without comments', () => {
    expect(numbers).toMatchObject({ files: 11, sources: 9, codeLines: 22 });
    expect(houseNumbers(folder, 'packages/graph/src/wire/wire.ts').codeLines).toBe(8);
  });

  it('give the middle and the ninth tenth of files and of functions with a name', () => {
    expect(numbers.ofSource).toEqual({ median: 2, p90: 8 });
    // One line each: add, inner and load; four lines: wire.
    expect(numbers.ofFunction).toEqual({ median: 1, p90: 4 });
  });

  it('name folders that import each other, tests aside', () => {
    expect(numbers.mutualPairs).toEqual(['packages/graph/src/operations ↔ packages/graph/src/wire']);
  });

  it('name folders of more than 30 loose files', () => {
    expect(numbers.fullFolders).toEqual([]);
    expect(houseNumbers(folder).fullFolders).toEqual(['tools/many/src/rows']);
  });

  it('name private files that one file beside them reads', () => {
    // Not kind.ts, which the index gives away, nor later.ts, nor add2.ts in a room whose files are all public, nor a component,
    // nor shown.ts, whose text is shown.
    expect(numbers.readBeside).toEqual(['packages/graph/src/wire/part.ts']);
    expect(houseNumbers(folder, 'tools/').readBeside).toEqual(['tools/many/src/pages/part.ts']);
  });

  it('tell those that a table lists, and those that tests import without the program that starts', () => {
    const { readBeside, listed, started } = houseNumbers(folder, 'apps/');
    expect(listed).toEqual(['a', 'b', 'c', 'd', 'e'].map(name => `apps/listed/src/${name}.ts`));
    expect(started).toEqual(['apps/started/src/run.ts']);
    expect(readBeside).toEqual([...listed, 'apps/started/src/rest.ts', ...started]);
  });

  it('count the values of the engine, not its types', () => {
    expect(numbers.engineValues).toBe(3);
  });
});
