import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import generateOperation from './operation.mjs';

const index = 'packages/graph/src/index.ts';
const manifest = 'packages/graph/package.json';
const readme = 'packages/graph/README.md';
const table = 'tools/laws/src/operations/rows/elementwise-rows.ts';
const loopTable = 'tools/laws/src/operations/rows/structured-rows.ts';
const loops = 'packages/graph/src/wire/loops.ts';
const saved = 'packages/graph/src/portable/all-operations.ts';
const kindsOfLoops = 'packages/wasm/src/families/family.ts';
const families = 'packages/wasm/src/families/families.ts';

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
  [readme]: [
    '| a | b |',
    '|---|---|',
    '| one operand: `log`, `log1p` | `S → S` |',
    '| `softmax`; `max` | |',
    '| `read` | |',
    '',
  ].join('\n'),
  [table]: `
    export const elementwiseRows = [
      unary('log', graph.log, Math.log),

      binary('add', graph.add, (a, b) => a + b),
    ]; // prettier-ignore
  `,
  [loopTable]: `
    export const structuredRows = [
      { name: 'argmax' },
    ]; // prettier-ignore
  `,
  [loops]: `
    export interface Loops {
      /** The order. */
      readonly argsort: { readonly descending: boolean; readonly axis: number };
      /** Zeros. */
      readonly zeros: object;
    }

    /** The name of a kind of loop. */
    export type LoopName = keyof Loops;
  `,
  [saved]: `
    import { abs } from '../operations/abs.ts';
    import { log } from '../operations/log.ts';
    import type { OperationTable } from './graph-description.ts';

    /** All. */
    export const allOperations: OperationTable = {
      abs,
      log,
    };
  `,
  [kindsOfLoops]: `
    const OF_LOOPS: Readonly<Record<LoopName, FamilyName | undefined>> = {
      argsort: 'sorting',
      zeros: 'indexing',
    };
  `,
  [families]: `
    import { argsortCode, topKCode } from '../emit/order.ts';
    import { concatCode, splitCode } from '../emit/slices.ts';

    export const movement: LoopFamily = {
      name: 'movement',
      loops: {
        concat: concatCode,
        split: splitCode,
      },
    };
  `,
  'packages/graph/src/operations/log.ts': 'export const log = 1;\n',
  'packages/graph/src/operations/log-sum-exp.ts': '/** It adds up. */\nexport function logSumExp(): void {}\n',
  'packages/optim/src/optimizers/adam.ts': 'export function adam(): void {}\n',
};

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
  tree.write(manifest, JSON.stringify({ exports: { '.': {}, './mul': {}, './zeros': {} } }));
  for (const [path, text] of Object.entries(textsOf)) tree.write(path, `${text.replaceAll(/^ {4}/gm, '').trim()}\n`);
});

const textOf = (path: string): string => tree.read(path, 'utf8')!;
const linesOf = (path: string): string[] => [...textOf(path).matchAll(/'(.*)';$/gm)].map(([, file]) => file!);

describe('the generator of operations', () => {
  it.each(['hard-log', 'hardLog'])('makes hardLog in hard-log.ts and its row from the name %j', async name => {
    await generateOperation(tree, { name });
    const file = textOf('packages/graph/src/operations/hard-log.ts');
    expect(file).toContain(' * Hard log. Placeholder: softsign');
    expect(file).toContain("export const hardLog: Unary = /* @__PURE__ */ elementwise('hardLog', {");
    expect(file).toContain("dtype: sameFloats('hardLog'),");
    expect(textOf(table)).toMatch(/^ {2}unary\('hardLog', graph\.hardLog, x => /m);
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
    const names = [...textOf(table).matchAll(/^ {2}(?:unary|binary)\('(\w+)'/gm)].map(([, name]) => name);
    expect(names).toEqual(['log', 'hardLog', 'add']);
  });

  it('names it in the README', async () => {
    await generateOperation(tree, { name: 'hardLog' });
    expect(textOf(readme)).toContain('| one operand: `log`, `log1p`, `hardLog` | `S → S` |\n');
  });

  it('lists it among the operations that a saved graph may call', async () => {
    await generateOperation(tree, { name: 'hardLog' });
    expect(textOf(saved)).toContain("hard-log.ts';\nimport { log } from '../operations/log.ts';\nimport type");
    expect(textOf(saved)).toContain('{\n  abs,\n  hardLog,\n  log,\n};');
  });

  it('touches six files for a formula, eight for a loop, and nine for one that is compiled', async () => {
    // All that is there is formatted from then on.
    await generateOperation(tree, { name: 'first', loop: true });
    const before = new Map<string, string>();
    const note = () => tree.listChanges().forEach(({ path, content }) => before.set(path, String(content)));
    const touched = () => {
      const changed = tree.listChanges().filter(({ path, content }) => before.get(path) !== String(content));
      return changed.map(({ path }) => path).sort();
    };
    note();
    await generateOperation(tree, { name: 'hardLog' });
    expect(touched()).toEqual([readme, manifest, index, 'packages/graph/src/operations/hard-log.ts', saved, table]);
    note();
    await generateOperation(tree, { name: 'mirror', loop: true });
    expect(touched()).toEqual([readme, manifest, index, 'packages/graph/src/operations/mirror.ts', saved, loops, kindsOfLoops, loopTable]); // prettier-ignore
    note();
    await generateOperation(tree, { name: 'turn', compiled: true });
    expect(touched()).toEqual([readme, manifest, index, 'packages/graph/src/operations/turn.ts', saved, loops, 'packages/wasm/src/emit/turn.ts', families, kindsOfLoops, loopTable]); // prettier-ignore
  });

  it('lists a loop among the kinds, leaves it to the interpreter at first, and makes its kernel and its row', async () => {
    await generateOperation(tree, { name: 'mirror', loop: true });
    const file = textOf('packages/graph/src/operations/mirror.ts');
    expect(file).toContain("call: ([input]) => ['mirror', input, { axis }],");
    expect(file).toContain("loop: 'mirror',\n    parameters: { axis },");
    expect(textOf(loops)).toContain('  /** Puts the elements along an axis in reverse order. */\n  readonly mirror: AlongAxis;\n  /** Zeros. */'); // prettier-ignore
    expect(textOf(kindsOfLoops)).toContain("  argsort: 'sorting',\n  mirror: undefined,\n  zeros: 'indexing',\n};");
    expect(tree.exists('packages/wasm/src/emit/mirror.ts')).toBe(false);
    expect(textOf(loopTable)).toMatch(/\{ name: 'argmax' \},\n {2}\{\n {4}name: 'mirror',/);
    expect(textOf(readme)).toContain('| `softmax`, `mirror`; `max` ');
  });

  it('gives a loop its WebAssembly, and names it in the compiler’s tables', async () => {
    await generateOperation(tree, { name: 'mirror', compiled: true });
    expect(textOf('packages/wasm/src/emit/mirror.ts')).toContain("mirrorCode: LoopEmitter<'mirror'> = (slot, ");
    expect(textOf(kindsOfLoops)).toContain("  argsort: 'sorting',\n  mirror: 'movement',\n  zeros: 'indexing',\n};");
    expect(textOf(families)).toContain("import { mirrorCode } from '../emit/mirror.ts';\nimport { argsort");
    expect(textOf(families)).toContain('    concat: concatCode,\n    mirror: mirrorCode,\n    split: splitCode,\n');
    expect(textOf('packages/graph/src/operations/mirror.ts')).toContain("loop: 'mirror',");
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
  ])('%s, which is taken', async (name, file) => {
    tree.write('packages/graph/src/operations/comparison.ts', 'export const other = 1;\n');
    await refuses(name, `operation: the name must be new, got '${name}', which is in ${file}. Choose another.`);
  });

  it('the name of a kind of loop, and of a file of the compiler', async () => {
    tree.write('packages/wasm/src/emit/order.ts', '');
    const options = { name: 'argsort', loop: true };
    await expect(generateOperation(tree, options)).rejects.toThrow(`got 'argsort', a kind of loop in ${loops}. Choose`);
    await expect(generateOperation(tree, { name: 'order', compiled: true })).rejects.toThrow('emit/order.ts. Choose');
    await generateOperation(tree, { name: 'order' });
  });

  it('options that it does not have, more than one name, and none', async () => {
    const generate = generateOperation as (tree: Tree, options: object) => Promise<unknown>;
    await expect(generate(tree, { name: 'sin', looop: true })).rejects.toThrow(
      'operation: options must be known, got --looop. Choose from --loop and --compiled.',
    );
    await expect(generate(tree, { name: 'sin', _: ['cos'] })).rejects.toThrow("one name, got 'cos' besides. Leave");
    await expect(generate(tree, {})).rejects.toThrow(
      'operation: there must be a name, got none. Write it like npx nx generate @thalweg/repo:operation moving-average.',
    );
  });

  it('to go on where there is no place for a line', async () => {
    tree.write(readme, '');
    await refuses('sin', `${readme}: must have a row that begins with '| one operand: ', got none.`);
    tree.write(table, '');
    await refuses('cos', `${table}: must have an empty line before rows of two operands, got none.`);
  });
});
