import { createProjectGraphAsync, type ProjectGraph } from '@nx/devkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { layers } from './layers.ts';
import { scopedPackages } from '../packages/scoped-packages.ts';

/** What the design says that the packages named in it build on. */
const design = {
  tensor: [],
  graph: ['tensor'],
  optim: ['tensor', 'graph'],
  nn: ['tensor', 'graph'],
  data: ['tensor'],
  train: ['tensor', 'graph', 'optim', 'data', 'metrics'],
  log: ['tensor', 'data'],
  node: ['tensor', 'graph', 'log', 'train', 'model', 'wasm'],
  inspect: ['tensor', 'graph'],
};

let graph: ProjectGraph;
beforeAll(async () => {
  graph = await createProjectGraphAsync();
}, 60_000);

/** The layer of a project, by its tag. */
function layerOf(project: string): string | undefined {
  const tag = graph.nodes[project]?.data.tags?.find(tag => tag.startsWith('layer:'));
  return tag?.slice('layer:'.length);
}

/** The layers that each layer's packages depend on, by import or in package.json: Nx sees both. */
function derivedLayers(): Record<string, string[]> {
  const names = scopedPackages().map(name => `packages/${name}`);
  const projects = Object.keys(graph.nodes).filter(project => names.includes(graph.nodes[project]!.data.root));
  const rows = projects.map(project => {
    const targets = graph.dependencies[project]!.filter(({ target }) => target in graph.nodes);
    const layersOf = new Set(targets.map(({ target }) => layerOf(target)));
    // What tests of all layers may import: import-rules.test.ts refuses it in other files.
    for (const ofTests of ['drawn', 'tool']) layersOf.delete(ofTests);
    return [layerOf(project), [...layersOf]];
  });
  return Object.fromEntries(rows) as Record<string, string[]>;
}

/** Returns the layers that a layer may depend on, its tests included. */
const allowedIn = (row: (typeof layers)[string]): readonly string[] => [...row.layers, ...(row.tests ?? [])];

const order = Object.keys(layers);

/** Layers that are no packages. */
const others = ['app', 'tool', 'drawn'];

describe('the graph of projects', () => {
  it('has one layer tag for every project, and a package for every layer', () => {
    for (const { data } of Object.values(graph.nodes)) {
      const tags = data.tags?.filter(tag => tag.startsWith('layer:'));
      expect(tags, data.root).toEqual([expect.toSatisfy((tag: string) => tag.slice('layer:'.length) in layers)]);
    }
    expect(Object.keys(derivedLayers()).sort()).toEqual(order.filter(name => !others.includes(name)).sort());
  });

  it('depends only on what the table of the layers allows', () => {
    const forbidden = (table: typeof layers) =>
      Object.entries(derivedLayers()).flatMap(([layer, used]) =>
        used.filter(to => !allowedIn(table[layer]!).includes(to)).map(to => `${layer} → ${to}`),
      );
    expect(forbidden(layers)).toEqual([]);
    expect(forbidden({ ...layers, optim: { layers: ['tensor'], npm: [] } })).toEqual(['optim → graph']);
  });

  it.each(Object.entries(design))('builds %s on what the design says, no more and no less', (layer, expected) => {
    const { tests = [] } = layers[layer]!;
    expect(derivedLayers()[layer]!.sort()).toEqual([...expected, ...tests].sort());
    expect([...layers[layer]!.layers].sort()).toEqual([...expected].sort());
  });
});

describe('the table of the layers', () => {
  it('goes from the bottom up: a row names only rows before it', () => {
    for (const [layer, may] of Object.entries(layers))
      expect(
        allowedIn(may).filter(to => order.indexOf(to) >= order.indexOf(layer)),
        layer,
      ).toEqual([]);
  });
});
