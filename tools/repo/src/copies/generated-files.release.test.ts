import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, passedTests, type WorkspaceCopy } from './workspace-copy.ts';

const files: Record<string, string[]> = {};

/** Generates something, notes the files that it touches, and commits them. */
async function generate(...options: readonly string[]): Promise<void> {
  const [generator, name] = options;
  await copy.run('nx', 'generate', `@thalweg/repo:${generator}`, ...options.slice(1));
  const lines = (await copy.run('git', 'status', '--porcelain', '--untracked-files=all')).split('\n');
  files[name!] = lines.map(line => line.slice('?? '.length)).filter(path => path !== '');
  await copy.commit(`Generate ${name}`);
}

let copy: WorkspaceCopy;
beforeAll(async () => {
  copy = await copyWorkspace();
  await generate('operation', 'bend');
  await generate('operation', 'mirror', '--loop');
  await generate('layer', 'rowScale');
});
afterAll(() => copy?.remove());

describe('generated definitions', () => {
  it('touch five files for an elementwise operation, seven for one with a loop, four for a layer', () => {
    const counts = Object.entries(files).map(([name, touched]) => [name, touched.length]);
    expect(Object.fromEntries(counts)).toEqual({ bend: 5, mirror: 7, rowScale: 4 });
  });

  it('are formatted, and free of what lint refuses', async () => {
    const sources = Object.values(files).flat().filter(path => path.endsWith('.ts')); // prettier-ignore
    await copy.run('oxfmt', '--check', ...sources);
    await copy.run('oxlint', ...sources);
    await copy.run('eslint', ...sources);
  });

  it('pass the type check', async () => {
    await copy.run('node', 'tools/types/check.mjs');
  });

  it('keep the laws, interpreted and compiled, and their own tests', async () => {
    const laws = ['operations', 'compiled', 'portable'].map(name => `tools/laws/src/${name}/operations.drawn.test.ts`);
    const own = ['packages/nn/src/layers/row-scale.test.ts', 'tools/repo/src/docs/readmes.test.ts'];
    // The full run takes all rows of the laws.
    const passed = [
      ...(await passedTests(copy, '--mode=full', '--testNamePattern=bend|mirror', ...laws)),
      ...(await passedTests(copy, ...own)),
    ];
    const kept = [
      'bend > has the gradient that differences have',
      'mirror > has the gradient that differences have',
      'that it has interpreted: > bend ',
      'that it has interpreted: > mirror ',
      'keeps its bits, and those of its gradients > bend ',
      'keeps its bits, and those of its gradients > mirror ',
      'rowScale > is a·x, with a gradient for x and for a',
      'packages/nn/ > names every export of the package',
    ];
    expect(kept.filter(law => !passed.some(line => line.includes(law)))).toEqual([]);
  });
});
