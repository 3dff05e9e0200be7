import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allOperations, read } from '../index.ts';
import { buildGraph } from './build-graph.ts';

/** A graph that was described when `concat([x, x, x])` was called `batch+batch+batch`, and two repetitions `time*2*3`. */
const description = JSON.parse(
  readFileSync(new URL('testing/old-sizes.json', import.meta.url), 'utf8'),
  (_, value: { floats?: number[] } | null) => (value?.floats === undefined ? value : new Float32Array(value.floats)),
) as { readonly nodes: { digest?: string }[] };

const build = (graph: object): ReturnType<typeof buildGraph> =>
  buildGraph(graph, { operations: allOperations, valueOf: () => expect.unreachable() });

describe('a graph whose sizes were written otherwise', () => {
  it('is built, with its sizes in the form of today', () => {
    const { outputs, inputs } = build(description);
    const shapes = Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      z: ['batch*3', 2, 'time*6'],
      q: ['batch', '(time-3)/3', 1],
      c: ['batch*3', 2],
      o: ['time*6', 'batch*3', 2],
      d: ['batch*3', 2],
      m: ['batch*2', 'time', 1],
    });
    inputs.x!.set([[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]]); // prettier-ignore
    expect(Object.values(outputs).map(node => read(node).shape)).toEqual([[3, 2, 36], [1, 1, 1], [3, 2], [36, 3, 2], [3, 2], [2, 6, 1]]); // prettier-ignore
  });

  it('is refused if a digest is that of another operation', () => {
    const nodes = description.nodes.map((node, n) => (n === 10 ? { ...node, digest: '160hjrx' } : node));
    expect(() => build({ ...description, nodes })).toThrow('node 10: tanh must compute what it did when the model was saved'); // prettier-ignore
  });
});
