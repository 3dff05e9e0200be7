import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { layers } from './layers.ts';
import { root } from './root.ts';

// Only the rules that read nothing but imports and names: the others would need every planted file on disk.
const watched = ['@nx/enforce-module-boundaries', 'house/no-import-circles', 'no-restricted-syntax'];

const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => watched.includes(ruleId),
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
});

/** Lints `code` as if it stood at `path`, with the rules that `npm run lint` uses, and names the rules it breaks. */
async function brokenRules(path: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath: root + path });
  const messages = results.flatMap(result => result.messages);
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.filter(({ severity }) => severity === 2).map(({ ruleId }) => String(ruleId));
}

const packages = Object.keys(layers).filter(layer => layer !== 'app' && layer !== 'tool');
const pairs = packages.flatMap(from => packages.filter(to => to !== from).map(to => ({ from, to })));

// The rule about layers looks projects up in this graph, which a fresh clone does not have yet.
beforeAll(() => createProjectGraphAsync(), 60_000);

describe('layers', () => {
  for (const { from, to } of pairs) {
    const allowed = layers[from]!.layers.includes(to);
    it(`${from} ${allowed ? 'may' : 'may not'} import ${to}`, async () => {
      const rules = await brokenRules(`packages/${from}/src/planted.ts`, `export * from '@thalweg/${to}';\n`);
      expect(rules).toEqual(allowed ? [] : ['@nx/enforce-module-boundaries']);
    });
  }

  it('tensor may not import rxjs, the layers above may', async () => {
    const code = `export { of } from 'rxjs';\n`;
    expect(await brokenRules('packages/tensor/src/planted.ts', code)).toEqual(['@nx/enforce-module-boundaries']);
    expect(await brokenRules('packages/graph/src/planted.ts', code)).toEqual([]);
  });

  it('a package may not import a test tool, its tests may', async () => {
    const code = `export { vi } from 'vitest';\n`;
    expect(await brokenRules('packages/graph/src/planted.ts', code)).toEqual(['@nx/enforce-module-boundaries']);
    expect(await brokenRules('packages/graph/src/planted.test.ts', code)).toEqual([]);
  });

  it('tests keep to the layers too', async () => {
    const code = `export * from '@thalweg/train';\n`;
    expect(await brokenRules('packages/graph/src/planted.test.ts', code)).toEqual(['@nx/enforce-module-boundaries']);
  });

  it('a package is not imported by a relative path', async () => {
    const code = `export * from '../../tensor/src/shape.ts';\n`;
    expect(await brokenRules('packages/graph/src/planted.ts', code)).toEqual(['@nx/enforce-module-boundaries']);
  });
});

describe('circles', () => {
  it('a file may not import a file that imports it', async () => {
    // tensor.ts imports shape.ts
    expect(await brokenRules('packages/tensor/src/shape.ts', `export * from './tensor.ts';\n`)).toEqual([
      'house/no-import-circles',
    ]);
  });

  it('a file may not import its own index', async () => {
    expect(await brokenRules('packages/tensor/src/shape.ts', `export * from './index.ts';\n`)).toEqual([
      'house/no-import-circles',
    ]);
  });

  it('a circle of types counts too', async () => {
    const code = `import type { Tensor } from './tensor.ts';\nexport type Sizes = Tensor['shape'];\n`;
    expect(await brokenRules('packages/tensor/src/shape.ts', code)).toEqual(['house/no-import-circles']);
  });

  it('a file may import downwards', async () => {
    expect(await brokenRules('packages/tensor/src/tensor.ts', `export * from './shape.ts';\n`)).toEqual([]);
  });
});

describe('file names', () => {
  it.each(['utils', 'common', 'helpers', 'types', 'misc'])('%s.ts says nothing', async name => {
    expect(await brokenRules(`packages/graph/src/internal/${name}.ts`, 'export {};\n')).toEqual([
      'no-restricted-syntax',
    ]);
  });
});
