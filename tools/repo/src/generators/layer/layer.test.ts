import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import generateLayer from './layer.mjs';

const index = 'packages/nn/src/index.ts';
const readme = 'packages/nn/README.md';
const rows = 'tools/laws/src/layers/layer-rows.ts';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
  tree.write('packages/nn/package.json', JSON.stringify({ exports: { '.': {}, './dense': {}, './zeros': {} } }));
  tree.write(index, "export { dense } from './layers/dense.ts';\nexport { zeros } from './zeros.ts';\n");
  tree.write(
    readme,
    ['| a | b | c |', '|---|---|---|', '| `embedding(count)` | b | c |', '| `relu()` | | |', ''].join('\n'),
  );
  tree.write(rows, "import { dense } from '@thalweg/nn';\n\nexport const layerRows = [\n  { name: 'dense' },\n];\n");
  tree.write('packages/nn/src/layers/dense.ts', 'export function dense(): void {}\n');
});

const textOf = (path: string): string => tree.read(path, 'utf8')!;

describe('the generator of layers', () => {
  it.each(['row-scale', 'rowScale'])('makes rowScale in row-scale.ts with its test from the name %j', async name => {
    await generateLayer(tree, { name });
    const file = textOf('packages/nn/src/layers/row-scale.ts');
    expect(file).toContain('export interface RowScaleOptions {');
    expect(file).toContain('export function rowScale(options?: RowScaleOptions): SameShapeLayer {');
    expect(textOf('packages/nn/src/layers/row-scale.test.ts')).toContain("describe('rowScale', () => {");
  });

  it('names it in the index, the README and the subpaths', async () => {
    await generateLayer(tree, { name: 'rowScale' });
    const lines = textOf(index).trim().split('\n');
    expect(lines[1]).toBe("export { rowScale, type RowScaleOptions } from './layers/row-scale.ts';");
    expect(Object.keys(JSON.parse(textOf('packages/nn/package.json')).exports)).toEqual([
      '.',
      './dense',
      './row-scale',
      './zeros',
    ]);
    expect(textOf(readme)).toMatch(/^\| `embedding.*\n\| `rowScale\(options\)`, `RowScaleOptions` \| .*\n\| `relu/m);
  });

  it('gives it a row for the laws after the others, and imports it there', async () => {
    await generateLayer(tree, { name: 'rowScale' });
    await generateLayer(tree, { name: 'gain', state: true });
    const lines = textOf(rows).split('\n');
    expect(lines[0]).toBe("import { dense, rowScale, gain } from '@thalweg/nn';");
    expect(lines.filter(line => line.includes('layer: '))).toEqual([
      "  { name: 'rowScale', shape: [3, 5], layer: () => rowScale() },",
      "  { name: 'gain', shape: [3, 5], layer: () => gain() },",
    ]);
  });

  it('makes a layer with a running mean, and says so in the README', async () => {
    await generateLayer(tree, { name: 'rowScale', state: true });
    const file = textOf('packages/nn/src/layers/row-scale.ts');
    expect(file).toContain('export function rowScale(options?: RowScaleOptions): SameShapeLayer {');
    expect(file).toContain("import { count, withRules } from '@thalweg/graph/author';");
    expect(textOf('packages/nn/src/layers/row-scale.test.ts')).toContain("describe('rowScale', () => {");
    expect(textOf(readme)).toMatch(
      /^\| `rowScale\(options\)`, `RowScaleOptions` \| `y = a·\(x − mean\)` .* otherwise \| /m,
    );
  });

  it('refuses a name that is taken, and a README without a place for it', async () => {
    await expect(generateLayer(tree, { name: 'dense' })).rejects.toThrow(
      "layer: the name must be new, got 'dense', which is in packages/nn/src/layers/dense.ts. Choose another.",
    );
    tree.write(readme, '');
    await expect(generateLayer(tree, { name: 'rowScale' })).rejects.toThrow(
      `${readme}: must have a row that begins with '| \`embedding(', got none.`,
    );
  });
});
