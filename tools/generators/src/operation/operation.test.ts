import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import generateOperation from './operation.mjs';

const index = 'packages/graph/src/index.ts';
const readme = 'packages/graph/README.md';
const table = 'tools/laws/src/operations/operation-rows.ts';

const textsOf = {
  [index]: `
    export { input } from './input.ts';
    export { log } from './operations/log.ts';
    export { log1p } from './operations/log1p.ts';
    export {
      logSumExp,
      type LogSumExpOptions,
    } from './operations/log-sum-exp.ts';
    export { read } from './read.ts';
  `,
  [readme]: ['| a | b |', '|---|---|', '| one operand: `log`, `log1p` | `S → S` |', '| `read` | |', ''].join('\n'),
  [table]: `
    export { elementwiseRows } from './rows/elementwise-rows.ts';
    export { productRows } from './rows/product-rows.ts';
  `,
  'packages/graph/src/operations/log.ts': 'export const log = 1;\n',
  'packages/graph/src/operations/log-sum-exp.ts': '/** It adds up. */\nexport function logSumExp(): void {}\n',
  'packages/optim/src/optimizers/adam.ts': 'export function adam(): void {}\n',
};

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
  for (const [path, text] of Object.entries(textsOf)) tree.write(path, text.replaceAll(/^\n| {4,}/g, ''));
});

const textOf = (path: string): string => tree.read(path, 'utf8')!;
const linesOf = (path: string): string[] => [...textOf(path).matchAll(/'(.*)';$/gm)].map(([, file]) => file!);

describe('the generator of operations', () => {
  it.each(['hard-log', 'hardLog'])('makes hardLog in hard-log.ts and its row from the name %j', async name => {
    await generateOperation(tree, { name });
    const file = textOf('packages/graph/src/operations/hard-log.ts');
    expect(file).toContain(' * Hard log: softsign');
    expect(file).toContain("export const hardLog: Unary = /* @__PURE__ */ elementwise('hardLog', {");
    expect(file).toContain("dtype: sameFloats('hardLog'),");
    const row = textOf('tools/laws/src/operations/rows/hard-log-row.ts');
    expect(row).toMatch(/export const hardLogRow: OperationRow = unary\(\s*'hardLog',\s*graph\.hardLog,/);
  });

  it.each([
    ['abs', 0],
    ['log-0', 1],
    ['log-probability', 2],
    ['log2', 2],
    ['sin', 3],
  ])('gives %s its place in the alphabet of the operations', async (name, place) => {
    await generateOperation(tree, { name });
    const files = ['log', 'log1p', 'log-sum-exp'];
    files.splice(place, 0, name);
    const lines = files.map(file => `./operations/${file}.ts`);
    expect(linesOf(index)).toEqual(['./input.ts', ...lines, './read.ts']);
  });

  it('lists the row among the others', async () => {
    await generateOperation(tree, { name: 'hardLog' });
    expect(linesOf(table)).toEqual(
      ['elementwise-rows', 'hard-log-row', 'product-rows'].map(file => `./rows/${file}.ts`),
    );
    expect(textOf(table)).toContain("export { hardLogRow } from './rows/hard-log-row.ts';\n");
  });

  it('names it in the README', async () => {
    await generateOperation(tree, { name: 'hardLog' });
    expect(textOf(readme)).toContain('| one operand: `log`, `log1p`, `hardLog` | `S → S` |\n');
  });
});

describe('the generator of operations refuses', () => {
  const refuses = (name: string, message: string): Promise<void> =>
    expect(generateOperation(tree, { name })).rejects.toThrow(message);

  it.each(['Log', 'hard_log', 'hard-', '2log', '../log', ''])('the name %j', async name => {
    await refuses(name, `operation: the name must be lower-case words joined by hyphens, got '${name}'.`);
  });

  it.each(['delete', 'await', 'yield', 'eval', 'static'])('%s, a word of the language', async name => {
    await refuses(name, `operation: the name must not be a word of JavaScript, got '${name}'.`);
  });

  it.each([
    ['log', 'packages/graph/src/operations/log.ts'],
    ['logSumExp', 'packages/graph/src/operations/log-sum-exp.ts'],
    ['adam', 'packages/optim/src/optimizers/adam.ts'],
    ['comparison', 'packages/graph/src/operations/comparison.ts'],
    ['product', 'tools/laws/src/operations/rows/product-row.ts'],
  ])('%s, which is taken', async (name, file) => {
    for (const path of ['packages/graph/src/operations/comparison.ts', 'tools/laws/src/operations/rows/product-row.ts'])
      tree.write(path, 'export const other = 1;\n');
    await refuses(name, `operation: the name must be new, got '${name}', which is in ${file}. Choose another.`);
  });

  it('to go on where there is no place for a line', async () => {
    tree.write(readme, '');
    await refuses('sin', `${readme}: must have a row that begins with '| one operand: ', got none.`);
    tree.write(table, '');
    await refuses('cos', `${table}: must have exports from ./rows/, got none.`);
  });
});
