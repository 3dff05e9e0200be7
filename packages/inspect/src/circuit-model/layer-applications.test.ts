import { add, concat, constant, gather, input, matmul, mul, parameter, relu, reshape, sum, tanh, transpose, whenTraining, type Node } from '@thalweg/graph'; // prettier-ignore
import type { Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  batchNormLayer,
  convLayer,
  denseLayer,
  dropoutLayer,
  groupNormLayer,
  layerNormLayer,
  weights,
} from '../testing/layers.ts';
import { layerApplications } from './layer-applications.ts';
import { literalOf } from './operation-sign.ts';
import { nodesBelow } from './traversal.ts';

const named = (name: string, ...shape: (string | number)[]): Node => input(name, shape) as Node;
const rows = (width: number): Node => input('x', ['batch', width]) as Node;
const image = (...sizes: number[]): Node => input('image', ['batch', ...sizes]) as Node;
const product = (a: Node, b: Node): Node => matmul<Shape, Shape>(a, b) as Node;

/** The applications below a root, as `dense1: matmul add`, and the nodes outside of all. */
function found(root: Node): { layers: Record<string, string>; others: string[] } {
  const nodes = nodesBelow([root]).filter(node => literalOf(node) === undefined);
  const applications = layerApplications(nodes);
  const inside = new Set(applications.flatMap(({ nodes: own }) => [...own]));
  const layers = applications.map(({ layer, number, nodes: own }) => {
    const computed = nodes.filter(node => own.has(node) && node.inputs.length > 0);
    return [`${layer} ${number}`, computed.map(({ name }) => name).join(' ')];
  });
  return {
    layers: Object.fromEntries(layers) as Record<string, string>,
    others: nodes.filter(node => !inside.has(node)).map(({ name }) => name),
  };
}

describe('layerApplications', () => {
  it('finds layers whose registers have their name and a part, and leaves other operations outside', () => {
    const flat = reshape(relu(convLayer('conv2d1', [3, 1, 4])(image(8, 8, 1))), ['batch', 144]) as Node;
    expect(found(denseLayer('dense1', 144, 10)(flat))).toEqual({
      layers: { 'conv2d1 1': 'conv2d add', 'dense1 1': 'matmul add' },
      others: ['image', 'relu', 'reshape'],
    });
  });

  it('takes weights that are read through a view into the layer', () => {
    const w = transpose(weights('dense1/weight', 3, 4), [1, 0]);
    expect(found(product(rows(4), w as Node))).toEqual({ layers: { 'dense1 1': 'transpose matmul' }, others: ['x'] });
  });

  it('takes both modes of a normalization with its states and rules', () => {
    const x = tanh(rows(3)) as Node;
    const { layers, others } = found(relu(batchNormLayer('batchNorm1', 3)(x)) as Node);
    expect(Object.keys(layers)).toEqual(['batchNorm1 1']);
    expect(others).toEqual(['x', 'tanh', 'relu']);
  });

  it('takes the statistics that a normalization without states computes', () => {
    const { layers, others } = found(relu(layerNormLayer('layerNorm1', 3)(tanh(rows(3)) as Node)) as Node);
    expect(Object.keys(layers)).toEqual(['layerNorm1 1']);
    expect(others).toEqual(['x', 'tanh', 'relu']);
    const grouped = found(relu(groupNormLayer('groupNorm1', 4)(tanh(named('x', 'batch', 5, 4)) as Node)) as Node);
    expect([Object.keys(grouped.layers), grouped.others]).toEqual([['groupNorm1 1'], ['x', 'tanh', 'relu']]);
  });

  it('takes the mask of a dropout, but not the layers before it', () => {
    const x = denseLayer('dense1', 3, 4)(rows(3));
    const { layers, others } = found(denseLayer('dense2', 4, 2)(dropoutLayer('dropout1')(x)));
    expect(Object.keys(layers)).toEqual(['dense1 1', 'dense2 1', 'dropout1 1']);
    expect([layers['dense1 1'], layers['dense2 1'], others]).toEqual(['matmul add', 'matmul add', ['x']]);
  });

  it('leaves a choice between two layers to nobody', () => {
    const x = rows(3);
    const { layers, others } = found(whenTraining(denseLayer('one', 3, 2)(x), denseLayer('two', 3, 2)(x)));
    expect(layers).toEqual({ 'one 1': 'matmul add', 'two 1': 'matmul add' });
    expect(others).toEqual(['x', 'whenTraining']);
  });

  it('tells the applications of a layer apart, one after another or side by side', () => {
    const layer = denseLayer('dense1', 3, 3);
    expect(found(layer(relu(layer(rows(3))) as Node))).toEqual({
      layers: { 'dense1 1': 'matmul add', 'dense1 2': 'matmul add' },
      others: ['x', 'relu'],
    });
    const [w, b] = [weights('twin/weight', 3, 3), weights('twin/bias', 3)];
    const [left, right] = [product(rows(3), w), product(rows(3), w)];
    expect(found(concat([add(left, b) as Node, add(right, b) as Node]) as Node).layers).toEqual({
      'twin 1': 'matmul add',
      'twin 2': 'matmul add',
    });
  });

  it('gives a product with the weights of an embedding to the layer that adds its bias', () => {
    const table = weights('embedding1/vectors', 5, 3);
    const words = input('words', ['batch'], 'int32');
    const hidden = denseLayer('dense1', 3, 3)(gather(table, words as Node) as Node);
    const scores = product(hidden, transpose(table, [1, 0]) as Node);
    expect(found(scores).layers).toEqual({ 'embedding1 1': 'gather', 'dense1 1': 'matmul add', 'embedding1 2': 'transpose matmul' }); // prettier-ignore
    expect(found(add(scores, weights('dense2/bias', 5)) as Node).layers).toEqual({
      'embedding1 1': 'gather',
      'dense1 1': 'matmul add',
      'dense2 1': 'transpose matmul add',
    });
  });

  it('does not take another layer, an input or what others read for the statistics of a layer', () => {
    const x = rows(3);
    const [scale, offset] = [weights('gain1/scale', 3), weights('gain1/offset', 3)];
    const gain = (a: Node, b: Node): Node => add(add(mul(a, scale), b), offset) as Node;
    const others = (root: Node): string[] => found(root).others.sort();
    expect(others(gain(tanh(x) as Node, relu(x) as Node))).toEqual(['x']);
    expect(others(gain(tanh(x) as Node, denseLayer('dense1', 3, 3)(x)))).toEqual(['tanh', 'x']);
    expect(others(gain(tanh(x) as Node, relu(rows(3)) as Node))).toEqual(['relu', 'tanh', 'x', 'x']);
    const shared = tanh(x) as Node;
    expect(others(add(gain(shared, relu(x) as Node), shared) as Node)).toEqual(['add', 'relu', 'tanh', 'x']);
  });

  it('finds no layer among registers with other names, constants and nothing', () => {
    expect(found(sum(mul(parameter([1, 2], { name: 'w' }), constant([1, 2]))) as Node).layers).toEqual({});
    expect(layerApplications([])).toEqual([]);
  });

  it('gives each node to one application, and each application no path that leaves and returns', () => {
    const block = (n: number, x: Node): Node => {
      const inner = denseLayer(`dense${n}`, 3, 3)(layerNormLayer(`layerNorm${n}`, 3)(dropoutLayer(`dropout${n}`)(x)));
      return add(x, relu(batchNormLayer(`batchNorm${n}`, 3)(inner)) as Node) as Node;
    };
    const nodes = nodesBelow([block(2, block(1, rows(3)))]);
    const applications = layerApplications(nodes);
    const owner = new Map(applications.flatMap((one, n) => [...one.nodes].map(node => [node, n] as const)));
    expect(owner.size).toBe(applications.reduce((sum, one) => sum + one.nodes.size, 0));
    for (const { nodes: own } of applications) {
      const left = new Set<Node>();
      for (const node of nodes) if (!own.has(node) && node.inputs.some(one => own.has(one) || left.has(one))) left.add(node); // prettier-ignore
      for (const node of own) expect(node.inputs.some(one => left.has(one))).toBe(false);
    }
  });
});
