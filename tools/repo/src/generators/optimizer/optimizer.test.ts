import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import generateOptimizer from './optimizer.mjs';

const index = 'packages/optim/src/index.ts';
const readme = 'packages/optim/README.md';
const rows = 'tools/laws/src/optimizers/rows/momentum-rows.ts';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
  tree.write('packages/optim/package.json', JSON.stringify({ exports: { '.': {}, './adam': {}, './zeros': {} } }));
  const exported = ['optimizers/adam', 'optimizers/sgd', 'schedules/cosine-decay'];
  tree.write(index, exported.map(file => `export { one } from './${file}.ts';\n`).join(''));
  tree.write(
    rows,
    "import { sgd, type Transform } from '@thalweg/optim';\n\nexport const sgdRow: OptimizerRow = {};\n",
  );
  tree.write(readme, '| a | b | kind |\n|---|---|---|\n| `adam` | | optimizer |\n| `scale` | | transform |\n');
  tree.write('packages/optim/src/optimizers/adam.ts', 'export function adam(): void {}\n');
  tree.write('packages/graph/src/operations/mul.ts', 'export const mul = 1;\n');
});

const textOf = (path: string): string => tree.read(path, 'utf8')!;

describe('the generator of optimizers', () => {
  it.each(['heavy-ball', 'heavyBall'])('makes heavyBall in heavy-ball.ts, its test and its row from %j', async name => {
    await generateOptimizer(tree, { name });
    const file = textOf('packages/optim/src/optimizers/heavy-ball.ts');
    expect(file).toContain('/** Options of {@link heavyBall}. */\nexport interface HeavyBallOptions {');
    expect(file).toContain("optionsOf('heavyBall', options, {");
    expect(file).toContain('`heavyBall.v(name)` for each parameter');
    expect(textOf('packages/optim/src/optimizers/heavy-ball.test.ts')).toContain(
      "import { heavyBall } from '../index.ts';",
    );
    expect(textOf(rows)).toContain("memory: ['heavyBall.v'],");
  });

  it('gives its lines their places in the alphabet', async () => {
    await generateOptimizer(tree, { name: 'heavyBall' });
    expect(textOf(index).split('\n')[1]).toBe(
      "export { heavyBall, type HeavyBallOptions } from './optimizers/heavy-ball.ts';",
    );
    await generateOptimizer(tree, { name: 'trust' });
    expect(textOf(index).split('\n').at(-3)).toBe("export { trust, type TrustOptions } from './optimizers/trust.ts';");
  });

  it('gives it a row after those of its family, whose names it imports', async () => {
    await generateOptimizer(tree, { name: 'heavyBall' });
    await generateOptimizer(tree, { name: 'trust' });
    expect(textOf(rows).split('\n')[0]).toBe("import { sgd, type Transform, heavyBall, trust } from '@thalweg/optim';");
    const found = [...textOf(rows).matchAll(/^export const (\w+): OptimizerRow = \{/gm)].map(([, name]) => name);
    expect(found).toEqual(['sgdRow', 'heavyBallRow', 'trustRow']);
  });

  it('gives it a row in the README after the other optimizers', async () => {
    await generateOptimizer(tree, { name: 'heavyBall' });
    const exports = [...textOf(readme).matchAll(/^\| (`.*?) +\|/gm)].map(([, cell]) => cell);
    expect(exports).toEqual(['`adam`', '`heavyBall({ learningRate, decay })`, `HeavyBallOptions`', '`scale`']);
  });

  it.each([
    ['adam', "must be new, got 'adam', which is in packages/optim/src/optimizers/adam.ts."],
    ['mul', "must be new, got 'mul', which is in packages/graph/src/operations/mul.ts."],
    ['Adam', "must be lower-case words joined by hyphens, got 'Adam'."],
    ['super', "must not be a word of JavaScript, got 'super'."],
  ])('refuses the name %s', async (name, message) => {
    await expect(generateOptimizer(tree, { name })).rejects.toThrow(`optimizer: the name ${message}`);
  });

  it('refuses to go on where there is no place for a row', async () => {
    tree.write(readme, '');
    await expect(generateOptimizer(tree, { name: 'trust' })).rejects.toThrow(
      `${readme}: must have a row that ends with '| optimizer |', got none.`,
    );
  });
});
