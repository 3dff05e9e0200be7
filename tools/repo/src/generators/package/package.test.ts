import { readJson, writeJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import generatePackage from './package.mjs';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
  writeJson(tree, 'packages/tensor/package.json', { name: '@thalweg/tensor', version: '2.3.4' });
  writeJson(tree, 'tools/layers.json', {
    drawn: { layers: [], npm: ['vitest'] },
    tensor: { layers: [], npm: [] },
    graph: { layers: ['tensor'], npm: ['rxjs', 'rxjs/*'] },
    wave: { layers: ['tensor', 'graph'], npm: ['rxjs', 'rxjs/*'] },
    app: { layers: ['*'], npm: ['*'] },
  });
  for (const program of ['no-host', 'tests'])
    writeJson(tree, `tools/types/${program}.json`, { include: ['../../packages/tensor/src'] });
});

describe('the generator of packages', () => {
  it('gives a package the version of the others', async () => {
    await generatePackage(tree, { name: 'foo' });
    expect(readJson(tree, 'packages/foo/package.json')).toMatchObject({
      name: '@thalweg/foo',
      version: '2.3.4',
      dependencies: { '@thalweg/tensor': '2.3.4' },
    });
  });

  it('adds the row of the layer above those that it may import, in the order of the table', async () => {
    await generatePackage(tree, { name: 'foo', layer: ['wave', 'graph'] });
    const layers = readJson<Record<string, unknown>>(tree, 'tools/layers.json');
    expect(Object.keys(layers)).toEqual(['drawn', 'tensor', 'graph', 'wave', 'foo', 'app']);
    expect(layers['foo']).toEqual({ layers: ['tensor', 'graph', 'wave'], npm: ['rxjs', 'rxjs/*'] });
  });

  it('adds its sources to the programs that check types', async () => {
    await generatePackage(tree, { name: 'foo' });
    for (const program of ['no-host', 'tests'])
      expect(readJson(tree, `tools/types/${program}.json`)).toEqual({
        include: ['../../packages/tensor/src', '../../packages/foo/src'],
      });
  });

  it('lets a package use rxjs only if one that it may import does', async () => {
    await generatePackage(tree, { name: 'foo' });
    expect(readJson(tree, 'tools/layers.json').foo).toEqual({ layers: ['tensor'], npm: [] });
  });

  it.each(['Foo', 'foo_bar', 'foo-', '1st', '../foo', ''])('refuses the name %j', async name => {
    await expect(generatePackage(tree, { name })).rejects.toThrow(
      `package: the name must be lower-case words joined by hyphens, got '${name}'.`,
    );
  });

  it.each(['tensor', 'app'])('refuses the name %j, which is taken', async name => {
    await expect(generatePackage(tree, { name })).rejects.toThrow(`package: the name must be new, got '${name}'.`);
  });

  it.each(['nowhere', 'app', 'drawn', 'foo'])('refuses to build on %j, which is no package', async layer => {
    await expect(generatePackage(tree, { name: 'foo', layer: [layer] })).rejects.toThrow(
      `package: layers must be in tools/layers.json, got '${layer}'. Choose from tensor, graph, wave.`,
    );
  });
});
