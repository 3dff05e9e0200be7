import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importRules, TEST, type ImportRules } from './import-rules.ts';
import { layers } from './layers.ts';
import { root } from '../root.ts';

const rules = importRules();

/** The kinds of rules that `code` breaks if it stands at `path`. */
function brokenRules(path: string, code: string): string[] {
  return rules.broken(path, code).map(broken => broken.slice(0, broken.indexOf(':')));
}

/** Every file of ours in TypeScript, or in JavaScript that Node reads as it is, from the workspace's folder on. */
const files = ['packages', 'apps', 'tools'].flatMap(group =>
  readdirSync(root + group, { recursive: true, encoding: 'utf8' })
    .map(path => `${group}/${path}`)
    .filter(path => /^\w+\/[\w-]+\/(src|\.vitepress)\/.*\.(ts|mjs)$/.test(path))
    .filter(path => !/node_modules|\/(dist|files|cache)\//.test(path)),
);

const packages = Object.keys(layers).filter(layer => !['app', 'tool', 'drawn'].includes(layer));

it('all files keep to the rules', () => {
  expect(files.length).toBeGreaterThan(3000);
  for (const ending of ['.mjs', '.test-d.ts', 'apps/site/.vitepress/config.ts'])
    expect(files, ending).toContainEqual(expect.stringMatching(`${ending.replaceAll('.', '\\.')}$`));
  expect(files.flatMap(path => rules.broken(path))).toEqual([]);
});

describe('layers', () => {
  it.each(packages)('%s may import what the table says, and nothing else', from => {
    for (const to of packages) {
      if (to === from) continue;
      const broken = brokenRules(`packages/${from}/src/planted.ts`, `export * from '@thalweg/${to}';\n`);
      expect(broken, to).toEqual(layers[from]!.layers.includes(to) ? [] : ['layer']);
    }
  });

  it.each(packages)(
    'the row of %s names what its sources import, what its tests import besides, and nothing else',
    name => {
      const own = files.filter(path => path.startsWith(`packages/${name}/src/`));
      const imported = (paths: readonly string[]): Set<string> => new Set(paths.flatMap(path => rules.layersIn(path)));
      const [inSources, inTests] = [
        imported(own.filter(path => !TEST.test(path))),
        imported(own.filter(path => TEST.test(path))),
      ];
      const { layers: may, tests = [] } = layers[name]!;
      expect(may.filter(layer => !inSources.has(layer))).toEqual([]);
      expect(tests.filter(layer => inSources.has(layer) || !inTests.has(layer))).toEqual([]);
    },
  );

  it('tests may import what their row says, sources may not', () => {
    const code = `export * from '@thalweg/nn';\n`;
    expect(brokenRules('packages/train/src/planted.test.ts', code)).toEqual([]);
    expect(brokenRules('packages/train/src/planted.ts', code)).toEqual(['layer']);
  });

  it.each([
    ['an import of a type', `import type { Trained } from '@thalweg/train';\n`],
    ['a type that is written where it is used', `export type Trained = import('@thalweg/train').Trained;\n`],
    ['what is loaded later', `export const later = () => import('@thalweg/train/train');\n`],
    ['an import for its effect alone', `import '@thalweg/train';\n`],
  ])('%s counts', (_, code) => {
    expect(brokenRules('packages/graph/src/planted.ts', code)).toEqual(['layer']);
  });

  it('tensor may not import rxjs, the layers above may', () => {
    const code = `export { of } from 'rxjs';\n`;
    expect(brokenRules('packages/tensor/src/planted.ts', code)).toEqual(['npm']);
    expect(brokenRules('packages/graph/src/planted.ts', code)).toEqual([]);
  });

  it('a package may not import a test tool, its tests may', () => {
    const code = `export { vi } from 'vitest';\n`;
    expect(brokenRules('packages/graph/src/planted.ts', code)).toEqual(['npm']);
    expect(brokenRules('packages/graph/src/planted.test.ts', code)).toEqual([]);
  });

  it.each(['@thalweg/drawn', '@thalweg/programs/fault-runs'])('tests of all layers may draw by %s', name => {
    const code = `export * from '${name}';\n`;
    expect(brokenRules('packages/node/src/planted.ts', code)).toEqual(['layer']);
    expect(brokenRules('packages/node/src/planted.drawn.test.ts', code)).toEqual([]);
  });

  it('a package may not import an app or a tool', () => {
    expect(brokenRules('packages/graph/src/planted.ts', `export * from 'digits';\n`)).toEqual(['layer']);
    expect(brokenRules('packages/graph/src/planted.ts', `export * from '@thalweg/programs';\n`)).toEqual(['layer']);
    expect(brokenRules('packages/graph/src/planted.test.ts', `export * from '@thalweg/programs';\n`)).toEqual([
      'layer',
    ]);
  });

  it('tests keep to the layers too', () => {
    const code = `export * from '@thalweg/train';\n`;
    expect(brokenRules('packages/graph/src/planted.test.ts', code)).toEqual(['layer']);
  });

  it('a package is not imported by a relative path', () => {
    const code = `export * from '../../tensor/src/shape.ts';\n`;
    expect(brokenRules('packages/graph/src/planted.ts', code)).toEqual(['path']);
  });
});

describe('circles', () => {
  // tensor.ts imports shape.ts.
  it.each([
    ['a file that imports it', `export * from './tensor.ts';\n`],
    ['types alone', `import type { Tensor } from './tensor.ts';\nexport type Sizes = Tensor['shape'];\n`],
  ])('a file may not import %s', (_, code) => {
    expect(brokenRules('packages/tensor/src/tensors/shape.ts', code)).toEqual(['circle']);
  });

  it('a file may not import its own index, which is on the highest floor too', () => {
    const code = `export * from '../index.ts';\n`;
    expect(brokenRules('packages/tensor/src/tensors/shape.ts', code)).toEqual(['floor', 'circle']);
  });

  it('modules of JavaScript count', () => {
    const code = `export * from './names-of.mjs';\n`;
    expect(brokenRules('tools/repo/src/generators/checked-name.mjs', code)).toEqual(['circle']);
  });

  it('a file may import downwards', () => {
    expect(brokenRules('packages/tensor/src/tensors/tensor.ts', `export * from './shape.ts';\n`)).toEqual([]);
  });
});

describe('file names', () => {
  it.each(['utils', 'common', 'helpers', 'types', 'misc'])('%s.ts says nothing', name => {
    expect(brokenRules(`packages/graph/src/internal/${name}.ts`, 'export {};\n')).toEqual(['name']);
  });
});

describe('floors', () => {
  /** A workspace of two packages with floors, one without, and two apps, of which one has floors. */
  const planted = {
    'tools/layers.json': JSON.stringify({
      x: { layers: [], npm: [], floors: ['ground', ['left', 'right'], 'roof', '.'] },
      y: { layers: [], npm: [] },
      app: { layers: [], npm: [], floors: { z: ['.', 'roof'] } },
    }),
    'packages/x/src/index.ts': `export * from './roof/tile.ts';\n`,
    'packages/x/src/left/one.ts': `export * from '../right/one.ts';\n`,
    'packages/x/src/roof/parts/part.ts': `export * from '../beams/beam.ts';\n`,
    'packages/x/src/roof/parts/part.test.ts': `export * from '../nails/nail.ts';\n`,
    'packages/x/src/roof/beams/beam.ts': 'export {};\n',
    ...Object.fromEntries(
      ['packages/x', 'packages/y', 'apps/z', 'apps/w'].map(folder => [
        `${folder}/package.json`,
        JSON.stringify({
          name: folder.slice(-1),
          nx: { tags: [folder.startsWith('apps') ? 'layer:app' : `layer:${folder.slice(-1)}`] },
        }),
      ]),
    ),
  };

  let folder: string;
  let ofPlanted: ImportRules;
  beforeAll(() => {
    folder = `${mkdtempSync(join(tmpdir(), 'floors-'))}/`;
    for (const [path, text] of Object.entries(planted)) {
      mkdirSync(folder + dirname(path), { recursive: true });
      writeFileSync(folder + path, text);
    }
    ofPlanted = importRules(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The rules that a file breaks if it imports another one. */
  const broken = (path: string, specifier: string) => ofPlanted.broken(path, `export * from '${specifier}';\n`);

  it('a file may not import from a floor above', () => {
    expect(broken('packages/x/src/ground/a.ts', '../roof/tile.ts')).toEqual([
      'floor: packages/x/src/ground/a.ts must import only from floors at or below ground, got ../roof/tile.ts. tools/layers.json gives the order',
    ]);
    expect(broken('packages/x/src/roof/a.ts', '../b.ts')).toHaveLength(1);
    expect(broken('packages/x/src/left/a.ts', '../roof/beams/beam.ts')).toHaveLength(1);
  });

  it.each([
    ['from a floor below', 'packages/x/src/roof/a.ts', '../ground/b.ts'],
    ['from its folder', 'packages/x/src/ground/a.ts', './b.ts'],
    ['from a folder inside its folder', 'packages/x/src/roof/a.ts', './beams/beam.ts'],
    ['from all floors, if it is loose and "." is the last', 'packages/x/src/index.ts', './roof/tile.ts'],
    ['what is no source', 'packages/x/src/ground/a.ts', '../../package.json'],
  ])('a file may import %s', (_, path, specifier) => {
    expect(broken(path, specifier)).toEqual([]);
  });

  it('a folder that the list lacks is on no floor', () => {
    expect(broken('packages/x/src/index.ts', './cellar/a.ts')).toEqual([
      'floor: packages/x/src/index.ts must import only from floors at or below ., got ./cellar/a.ts. tools/layers.json gives the order',
    ]);
    expect(broken('packages/x/src/cellar/a.ts', '../ground/b.ts')).toHaveLength(1);
    expect(broken('packages/x/src/cellar/a.ts', './b.ts')).toEqual([]);
  });

  it('two folders inside a floor may not import each other', () => {
    expect(broken('packages/x/src/roof/beams/a.ts', '../parts/a.ts')).toEqual([
      'floor: packages/x/src/roof/beams and packages/x/src/roof/parts must not import each other, got ../parts/a.ts in packages/x/src/roof/beams/a.ts',
    ]);
    expect(broken('packages/x/src/roof/parts/a.ts', '../beams/a.ts')).toEqual([]);
    // The test among the parts does not count.
    expect(broken('packages/x/src/roof/nails/a.ts', '../parts/a.ts')).toEqual([]);
  });

  it('folders in one list may', () => {
    expect(broken('packages/x/src/right/a.ts', '../left/b.ts')).toEqual([]);
    expect(broken('packages/x/src/right/a.ts', '../roof/b.ts')).toHaveLength(1);
  });

  it.each(['packages/x/src/ground/a.test.ts', 'packages/x/src/ground/testing/a.ts'])(
    '%s may import from above',
    path => {
      expect(broken(path, path.includes('testing') ? '../../roof/tile.ts' : '../roof/tile.ts')).toEqual([]);
    },
  );

  it('a row of several projects has the floors of each by its folder', () => {
    expect(broken('apps/z/src/main.ts', './roof/a.ts')).toHaveLength(1);
    expect(broken('apps/z/src/roof/a.ts', '../main.ts')).toEqual([]);
    expect(broken('apps/w/src/main.ts', './roof/a.ts')).toEqual([]);
  });

  it('a package without floors has none', () => {
    expect(broken('packages/y/src/ground/a.ts', '../roof/b.ts')).toEqual([]);
  });
});
