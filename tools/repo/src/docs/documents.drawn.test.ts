import { takenRows } from '@thalweg/drawn';
import { beforeAll, describe, expect, it } from 'vitest';
import { failuresOf } from './failures-of.ts';
import type { Program } from './program.ts';
import { examplesIn, programsIn, shownPrograms, WITH_NATS } from './shown-programs.ts';

// The rules. In a guide, a block of TypeScript that begins with an import begins a program, and one that does not goes on
// with the program before it; a fence may name a file, which stands beside the programs. In a docstring, each `@example` that has a `// =>` is a program, which sees what its package
// exports. What stands behind `// =>` after a statement is what the statement prints, or else the value that it gives.

// Programs of guides and of docstrings, written the way documents write them, in which something is wrong.
const planted = [
  ...programsIn({
    path: 'planted.md',
    text: [
      '# Planted',
      '```ts',
      `import { of } from 'rxjs';`,
      `import { constant, read } from '@thalweg/graph';`,
      'const x = constant([1, 2]);',
      'read(x).toArray(); // => [1, 2]',
      '```',
      'It goes on, after `read(x) // => 3`, which is no block.',
      '```ts',
      'read(x).toArray(); // => [2, 1]',
      `of(1, 2).subscribe(value => console.log('got', value)); // => got 1, got 2`,
      `of(1, 2).subscribe(value => console.log('got', value)); // => got 1`,
      'const [first] = [read(x).size]; // => 2',
      '```',
      '```ts',
      `import { add, constant } from '@thalweg/graph';`,
      'const label: string = 1;',
      'add(constant([1, 2]), constant([1, 2, 3]));',
      '```',
      '```ts',
      `import { of } from 'rxjs';`,
      'for (const value of [1, 2]) {',
      '  value; // => 1',
      '}',
      `of(1).subscribe(() => { throw new Error('planted'); });`,
      '```',
    ].join('\n'),
  }),
  ...programsIn({
    path: 'planted-files.md',
    text: [
      '```ts [two.ts]',
      'export const two: string = 2;',
      'export const three = 3;',
      '```',
      '```ts',
      `import { three, two } from './two.ts';`,
      'two; // => 2',
      'three; // => 4',
      '```',
    ].join('\n'),
  }),
  ...examplesIn({
    path: 'packages/nn/src/planted.ts',
    text: [
      '/**',
      ' * Planted.',
      ' *',
      ' * @example',
      ' * const x = input("x", ["batch", 2]);',
      ' * x.pipe(relu()).shape // => ["batch", 2]',
      ' * x.pipe(dense(3)).shape // => ["batch", 2]',
      ' *',
      ' * @example',
      ' * what.nobody.runs;',
      ' */',
    ].join('\n'),
  }),
];

const shown = shownPrograms();
const documents = [...new Set(shown.map(({ document }) => document))];
const taken = new Set(
  takenRows(
    'documents',
    documents.filter(document => document !== WITH_NATS),
  ),
);

let failures: readonly string[];
beforeAll(async () => {
  const runs = ({ document }: Program) => taken.has(document) || !documents.includes(document);
  failures = await failuresOf([...shown, ...planted], { runs });
}, 600_000);

const failuresIn = (document: string) => failures.filter(failure => failure.startsWith(`${document}:`)).sort();

describe.each(documents)('%s', document => {
  const title = taken.has(document) ? 'compiles, runs and gives what it says' : 'compiles';
  it(`shows code that ${title}`, () => {
    expect(failuresIn(document)).toEqual([]);
  });
});

describe('a document that is wrong', () => {
  it('is told the line and what is there instead', () => {
    expect(failuresIn('planted.md')).toEqual([
      'planted.md:10: it must give [2, 1], got [ 1, 2 ].',
      'planted.md:12: it must give got 1, got got 1, got 2.',
      'planted.md:13: it must give 2, got undefined.',
      "planted.md:17: Type 'number' is not assignable to type 'string'.",
      expect.stringMatching(
        /^planted\.md:18: Argument of type .*Mismatch<"add: shapes must broadcast, got \[2\] and \[3\]/,
      ),
      expect.stringMatching(/^planted\.md:18: it must not throw, got ShapeError: add: shapes must broadcast/),
      'planted.md:23: a claim must stand after a statement, got one that nobody checks.',
      'planted.md:25: it must not throw, got Error: planted',
    ]);
  });

  it('may consist of files that its fences name', () => {
    expect(failuresIn('planted-files.md')).toEqual([
      "planted-files.md:2: Type 'number' is not assignable to type 'string'.",
      'planted-files.md:8: it must give 4, got 3.',
    ]);
  });

  it('may be a docstring, whose examples run if they claim something', () => {
    expect(failuresIn('packages/nn/src/planted.ts')).toEqual([
      `packages/nn/src/planted.ts:7: it must give ["batch", 2], got [ 'batch', 3 ].`,
    ]);
  });
});
