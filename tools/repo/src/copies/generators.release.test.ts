import { readFile, realpath } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, passedTests, type WorkspaceCopy } from './workspace-copy.ts';

const folder = 'packages/moving-average';
let copy: WorkspaceCopy;
beforeAll(async () => {
  copy = await copyWorkspace();
  await copy.run('nx', 'generate', '@thalweg/repo:package', 'moving-average', '--layer=graph');
});
afterAll(() => copy?.remove());

const textOf = (path: string) => readFile(copy.path + path, 'utf8');
const jsonOf = async (path: string) => JSON.parse(await textOf(path)) as Record<string, unknown>;

describe('a generated package', () => {
  it('has the manifest of the others', async () => {
    const [made, other] = [await jsonOf(`${folder}/package.json`), await jsonOf('packages/tensor/package.json')];
    const entry = (file: string) => ({
      '@thalweg/source': `./src/${file}.ts`,
      types: `./dist/${file}.d.ts`,
      default: `./dist/${file}.js`,
    });
    const own = {
      name: '@thalweg/moving-average',
      // Those of all packages, and its own.
      keywords: [...(other['keywords'] as readonly string[]).slice(0, 4), 'moving-average'],
      nx: { tags: ['layer:moving-average'] },
      exports: { '.': entry('index'), './root-mean-square': entry('root-mean-square') },
    };
    expect(made).toEqual({
      ...other,
      ...own,
      description: made['description'],
      dependencies: { '@thalweg/tensor': other['version'] },
    });
  });

  it('has a README of at most 80 lines, whose example gives what it says', async () => {
    const readme = await textOf(`${folder}/README.md`);
    expect(readme.split('\n').length).toBeLessThanOrEqual(80);
    const [, example] = /```ts\n([^]*?)```/.exec(readme)!;
    const [, expected] = /; \/\/ => (.*)$/m.exec(example!)!;
    const code = example!.replace(/^(.*); \/\/ => .*$/m, 'console.log($1);');
    const options = ['--import', 'tsx', '--conditions=@thalweg/source', '--input-type=module', '--eval', code];
    expect((await copy.run('node', ...options)).trim()).toBe(expected);
  });

  it('is linked, formatted, and free of what nobody uses', async () => {
    expect(await realpath(`${copy.path}node_modules/@thalweg/moving-average`)).toBe(copy.path + folder);
    expect(await jsonOf('package-lock.json')).toHaveProperty(['packages', folder]);
    await copy.run('oxfmt', '--check', `${folder}/**/*.{ts,json}`, 'tools/layers.json');
    expect(await copy.run('npm', 'run', 'unused').catch(String)).not.toContain('moving-average');
  });

  it('passes lint, the type check, its build and its tests', async () => {
    await copy.run('oxlint', folder);
    await copy.run('eslint', folder);
    await copy.run('tsc', '--noEmit', '--project', folder);
    await copy.run('node', 'tools/bundle/bundle.mjs', 'build');
    const code = `import * as built from '@thalweg/moving-average'; console.log(Object.keys(built).length);`;
    expect(Number(await copy.run('node', '--input-type=module', '--eval', code))).toBeGreaterThan(0);
    const options = ['-p', '@thalweg/moving-average', '-t', 'test', '--output-style=static'];
    expect(await copy.run('nx', 'run-many', ...options)).toMatch(/Tests +3 passed/);
  });

  it('may import the layers that were asked for, and no others', async () => {
    const layers = (await jsonOf('tools/layers.json')) as Record<string, { readonly layers: readonly string[] }>;
    expect(layers['moving-average']!.layers).toEqual(['tensor', 'graph']);
    expect(layers['graph']!.layers).not.toContain('moving-average');
    const files = ['import-rules', 'layers'].map(name => `tools/repo/src/layers/${name}.test.ts`);
    const passed = await passedTests(copy, ...files);
    const kept = [
      'all files keep to the rules',
      'moving-average may import what the table says, and nothing else',
      'graph may import what the table says, and nothing else',
      'has one layer tag for every project, and a package for every layer',
      'a row names only rows before it',
    ];
    expect(kept.filter(rule => !passed.some(line => line.includes(rule)))).toEqual([]);
  });
});
