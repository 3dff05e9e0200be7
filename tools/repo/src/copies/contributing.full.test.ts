import type { Tree } from '@nx/devkit';
import { FsTree } from '@nx/devkit/internal';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import generateLayer from '../generators/layer/layer.mjs';
import generateOperation from '../generators/operation/operation.mjs';
import generateOptimizer from '../generators/optimizer/optimizer.mjs';
import { passedTests } from './workspace-copy.ts';
import { patternOf, shownCommands, testsOf, type ShownCommand } from './shown-commands.ts';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

const commands = shownCommands();

let copy: WorkspaceCopy;
beforeAll(async () => {
  copy = await copyWorkspace({ installs: false });
  for (const command of commands) await generate(command);
});
afterAll(() => copy?.remove());

type Generate = (tree: Tree, options: { readonly name: string }) => Promise<() => void>;
const generators: Readonly<Record<ShownCommand['generator'], Generate>> = {
  operation: generateOperation,
  layer: generateLayer,
  optimizer: generateOptimizer,
};

/** Runs a generator in this process, where it takes a second less than as a command of Nx. */
async function generate({ generator, file, flags }: ShownCommand): Promise<void> {
  const tree = new FsTree(copy.path, false);
  const options = Object.fromEntries(flags.map(flag => [flag.slice(2), true]));
  const format = await generators[generator](tree, { name: file, ...options });
  for (const { path, content } of tree.listChanges()) {
    await mkdir(dirname(copy.path + path), { recursive: true });
    await writeFile(copy.path + path, content!);
  }
  format();
}

it('CONTRIBUTING.md shows each generator with each of its kinds', () => {
  expect(commands.map(({ generator, flags }) => [generator, ...flags].join(' ')).sort()).toEqual([
    'layer',
    'layer --state',
    'operation',
    'operation --compiled',
    'operation --loop',
    'optimizer',
  ]);
});

/** A test of the copy that asks the compiler which loops it leaves to the interpreter. */
const explained = 'packages/wasm/src/explained-loops.test.ts';

async function writeExplained(compiled: string, interpreted: string): Promise<string> {
  const code = `
    import { ${compiled}, ${interpreted}, parameter, type Node } from '@thalweg/graph';
    import { explain } from '@thalweg/wasm';
    import { expect, it } from 'vitest';

    it('${compiled} is compiled, and ${interpreted} is interpreted', () => {
      const x = parameter([[1, 2], [3, 4]]);
      const by = (y: Node) => explain([y]).units.map(({ by }) => by);
      expect([by(${compiled}(x)), by(${interpreted}(x))]).toEqual([['vectors'], ['interpreter']]);
    });
  `;
  await writeFile(copy.path + explained, code);
  return `${compiled} is compiled`;
}

it('what its commands generate passes its tests and the laws, unchanged', async () => {
  const nameOf = (flag: string) => commands.find(({ flags }) => flags.includes(flag))!.identifier;
  const own = commands.map(testsOf);
  const lines = [await writeExplained(nameOf('--compiled'), nameOf('--loop')), ...own.flatMap(({ lines }) => lines)];
  const files = new Set([explained, ...own.flatMap(({ files, laws }) => [...files, ...laws])]);
  const passed = await passedTests(copy, `--testNamePattern=${patternOf(commands)}`, ...files);
  expect(lines.filter(line => !passed.some(one => one.includes(line)))).toEqual([]);
});
