import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, passedRows, passedTests, type WorkspaceCopy } from './workspace-copy.ts';

const generate = (generator: string, name: string) => copy.run('nx', 'generate', `@thalweg/repo:${generator}`, name);

/** The files that were made or changed. */
async function touched(): Promise<string[]> {
  const lines = (await copy.run('git', 'status', '--porcelain', '--untracked-files=all')).split('\n');
  return lines.map(line => line.slice('?? '.length)).filter(path => path !== '');
}

let copy: WorkspaceCopy;
beforeAll(async () => {
  copy = await copyWorkspace();
  await generate('operation', 'bend');
  await generate('operation', 'hard-bend');
  await generate('optimizer', 'drifting');
  await generate('optimizer', 'nesterovAcceleratedGradient');
});
afterAll(() => copy?.remove());

describe('generated operations and optimizers', () => {
  it('are files, a line each in the index and the README, a subpath, and a row of the laws', async () => {
    const changed = (await copy.run('git', 'diff', '--numstat')).trim().split('\n');
    expect(changed.map(line => line.split('\t'))).toEqual([
      ['1', '1', 'packages/graph/README.md'],
      ['10', '0', 'packages/graph/package.json'],
      ['2', '0', 'packages/graph/src/index.ts'],
      ['4', '0', 'packages/graph/src/portable/all-operations.ts'],
      ['2', '0', 'packages/optim/README.md'],
      ['10', '0', 'packages/optim/package.json'],
      // One of them is so long that it is broken into four.
      ['5', '0', 'packages/optim/src/index.ts'],
      ['2', '0', 'tools/laws/src/operations/rows/elementwise-rows.ts'],
      ['26', '0', 'tools/laws/src/optimizers/rows/momentum-rows.ts'],
    ]);
    expect((await touched()).slice(changed.length)).toEqual([
      'packages/graph/src/operations/bend.ts',
      'packages/graph/src/operations/hard-bend.ts',
      'packages/optim/src/optimizers/drifting.test.ts',
      'packages/optim/src/optimizers/drifting.ts',
      'packages/optim/src/optimizers/nesterov-accelerated-gradient.test.ts',
      'packages/optim/src/optimizers/nesterov-accelerated-gradient.ts',
    ]);
  });

  it('are not made again', async () => {
    const before = await copy.run('git', 'diff');
    await expect(generate('operation', 'hardBend')).rejects.toThrow("operation: the name must be new, got 'hardBend'");
    expect(await copy.run('git', 'diff')).toBe(before);
  });

  it('are formatted, free of what lint refuses and of what nobody uses', async () => {
    const files = (await touched()).filter(path => path.endsWith('.ts'));
    await copy.run('oxfmt', '--check', ...files);
    await copy.run('oxlint', ...files);
    await copy.run('eslint', ...files);
    await copy.run('npm', 'run', 'unused');
  });

  it('pass the type check, and compute once they are built', async () => {
    await copy.run('node', 'tools/types/check.mjs');
    await copy.run('node', 'tools/bundle/bundle.mjs', 'build', '--javascript');
    const code = `
      import { bend, constant, hardBend, parameter, read, square } from '@thalweg/graph';
      import { drifting, nesterovAcceleratedGradient } from '@thalweg/optim';
      import { step } from '@thalweg/train';
      const [x, y] = [parameter(1), parameter(1)];
      step(square(x), drifting({ learningRate: 0.25 }))();
      step(square(y), nesterovAcceleratedGradient({ learningRate: 0.125 }))();
      console.log(...[bend(constant(-3)), hardBend(constant(1)), x, y].map(node => read(node).item()));
    `;
    // Without the condition that leads to the sources.
    expect((await copy.run('node', '--input-type=module', '--eval', code)).trim()).toBe('-0.75 0.5 0.5 0.75');
  });

  it('keep the laws, their own tests, the README’s and the bundles’', async () => {
    const names = ['bend', 'hardBend', 'drifting', 'nesterovAcceleratedGradient'];
    const laws = ['operations', 'optimizers'].map(name => `tools/laws/src/${name}/${name}.drawn.test.ts`);
    const own = ['drifting', 'nesterov-accelerated-gradient'].map(
      name => `packages/optim/src/optimizers/${name}.test.ts`,
    );
    // The full run has the long runs of the laws. What is said of all rows begins with `every`.
    const passed = [
      ...(await passedRows(
        copy,
        '--mode=full',
        `--testNamePattern=${['every', ...names.map(name => `\\b${name}\\b`)].join('|')}`,
        ...laws,
      )),
      ...(await passedTests(copy, '--mode=full', 'tools/repo/src/bundles/bundle.full.test.ts')),
      ...(await passedTests(copy, ...own, 'tools/repo/src/docs/readmes.test.ts')),
    ];
    const kept = [
      ...['bend', 'hardBend'].map(name => `${name} > has the gradient that differences have`),
      ...['drifting', 'nesterovAcceleratedGradient'].flatMap(name => [
        `${name} > comes to the end of Rosenbrock’s valley`,
        `${name} > takes its first three steps by the formula`,
      ]),
      'every operation that @thalweg/graph exports has a row',
      'everything that @thalweg/optim exports has a row',
      'packages/graph/ > names every export of the package',
      'packages/optim/ > names every export of the package',
      'another optimizer than Adam is one too many',
    ];
    expect(kept.filter(law => !passed.some(line => line.includes(law)))).toEqual([]);
  });
});
