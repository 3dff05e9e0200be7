import {
  constant,
  input,
  openFrame,
  feedOf,
  parametersOf,
  read,
  registersOf,
  slice,
  type Node,
  type Source,
} from '@thalweg/graph';
import { fillUniform, key, sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { lecunNormal } from '../initializers/initializer.ts';
import { multiHeadAttention, type MultiHeadAttentionOptions } from './multi-head-attention.ts';

const numbers = (shape: Sizes, seed: number): Tensor =>
  tensor(fillUniform(new Float32Array(sizeOf(shape)), key(seed)), { shape });

const words = (name = 'words', width = 6): Node => input(name, ['batch', 'time', width]) as Node;

const namesOf = (node: Node): string[] => parametersOf(node).map(({ name }) => name);

/** The value of a node for some words. */
function of(node: Node, x: Node, value: Tensor, training = false): number[] {
  const frame = openFrame({ outputs: [node], training, steps: training });
  let found: number[] = [];
  frame.run([feedOf(x as Source, value)], result => {
    if ('error' in result) throw result.error;
    found = Array.from(result.outputs[0]!.data);
  });
  frame.close();
  return found;
}

describe('multiHeadAttention', () => {
  it('owns four products with biases, named after it', () => {
    const layer = multiHeadAttention(2);
    const y = layer(words());
    expect(y.shape).toEqual(['batch', 'time', 6]);
    const parts = ['query', 'key', 'value', 'output'] as const;
    expect(namesOf(y).sort()).toEqual(parts.flatMap(part => ['bias', 'weight'].map(one => `multiHeadAttention1/${part}/${one}`)).sort()); // prettier-ignore
    expect(parts.map(part => layer[part].weight.shape)).toEqual(parts.map(() => [6, 6]));
    expect(parts.flatMap(part => Array.from(read(layer[part].bias!).data)).every(value => value === 0)).toBe(true);
    const bare = multiHeadAttention(2, { bias: false, name: 'look', weight: lecunNormal });
    expect(namesOf(bare(words())).sort()).toEqual(['key', 'output', 'query', 'value'].map(part => `look/${part}/weight`)); // prettier-ignore
    expect(() => multiHeadAttention(2).query).toThrow(
      "multiHeadAttention: a layer must be applied before its property 'query' is read",
    );
  });

  it('starts with the same weights for the same seed, and with others for each layer and product', () => {
    const bits = (seed = 0): number[][] => {
      const x = words();
      const layers = [multiHeadAttention(3, { seed }), multiHeadAttention(3, { seed })];
      layers.reduce((value, layer) => layer(value), x);
      return layers.flatMap(({ query, key: keys }) => [query, keys].map(({ weight }) => Array.from(read(weight).data)));
    };
    expect(bits()).toEqual(bits());
    expect(bits(1)).not.toEqual(bits());
    expect(new Set(bits().map(String)).size).toBe(4);
    const still = constant([[[1, 2]]]) as Node;
    const names = [multiHeadAttention(1), multiHeadAttention(1)].map(layer => namesOf(layer(layer(still)))[0]);
    expect(names).toEqual(['multiHeadAttention1/query/weight', 'multiHeadAttention1/query/weight']);
    expect(namesOf(multiHeadAttention(1)(multiHeadAttention(1)(still)))).toHaveLength(16);
  });

  it('shares its parameters where it is applied again', () => {
    const layer = multiHeadAttention(2);
    const x = words();
    expect(namesOf(layer(layer(x)))).toHaveLength(8);
    expect(() => layer(words('wide', 8))).toThrow(
      'multiHeadAttention: a layer applied again must get the width of before, got [batch, time, 8] and [6].',
    );
  });

  it('attends to a memory of another width and time', () => {
    const x = words();
    const memory = input('memory', ['batch', 'region', 3]) as Node;
    const layer = multiHeadAttention(2, { memory });
    expect(layer(x).shape).toEqual(['batch', 'time', 6]);
    expect([layer.query, layer.key, layer.value].map(({ weight }) => weight.shape)).toEqual([[6, 6], [3, 6], [3, 6]]); // prettier-ignore
  });

  it('takes a mask of keys, or of queries and keys', () => {
    const value = numbers([1, 3, 6], 1);
    const row = [true, true, false];
    // Layers of one name and seed over inputs of one name have the same weights.
    const seen = (options: (x: Node) => MultiHeadAttentionOptions): number[] => {
      const x = input('words', [1, 3, 6]) as Node;
      return of(multiHeadAttention(2, options(x))(x), x, value);
    };
    const bools = (rows: unknown): Node => constant(rows as boolean[], { dtype: 'bool' }) as Node;
    const ofKeys = seen(() => ({ mask: bools([row]) }));
    expect(seen(() => ({ mask: bools([[row, row, row]]) }))).toEqual(ofKeys);
    const without = seen(x => ({ memory: slice(x, { axis: 1, to: 2 }) as Node }));
    ofKeys.forEach((found, i) => expect(found).toBeCloseTo(without[i]!, 5));
    expect(seen(() => ({}))).not.toEqual(ofKeys);
    expect(() => multiHeadAttention(2, { mask: bools([true]) })(words())).toThrow(
      'multiHeadAttention: the mask must have the shape [...lead, keys] or [...lead, queries, keys], got [batch, time, 6] and [1].',
    );
  });

  it('drops weights in training only, other ones at each step', () => {
    const x = words();
    const y = multiHeadAttention(2, { dropout: 0.5 })(x);
    expect(registersOf(y).map(({ name }) => name)).toContain('multiHeadAttention1.dropout/counter');
    const value = numbers([2, 5, 6], 1);
    const still = of(y, x, value);
    expect(of(y, x, value)).toEqual(still);
    const [a, b] = [of(y, x, value, true), of(y, x, value, true)];
    expect(a).not.toEqual(still);
    expect(b).not.toEqual(a);
    expect(registersOf(multiHeadAttention(2)(words())).map(({ name }) => name)).not.toContain('multiHeadAttention1.dropout/counter'); // prettier-ignore
  });

  it('says which inputs and options it takes', () => {
    expect(() => multiHeadAttention(0)).toThrow('multiHeadAttention: the number of heads must be a positive whole number, got 0.'); // prettier-ignore
    expect(() => multiHeadAttention(4)(words())).toThrow(
      'multiHeadAttention: the width must be a multiple of 4, the number of heads, got [batch, time, 6].',
    );
    expect(() => multiHeadAttention(2)(input('x', [6]) as Node)).toThrow(
      'multiHeadAttention: the input must have the shape [..., time, width] with a fixed width, got [6].',
    );
    expect(() => multiHeadAttention(2)(input('x', ['time', 6], 'int32') as Node)).toThrow(
      'multiHeadAttention: the input must be float32 or float64, got int32. Try embedding first.',
    );
    // It could be meant for [queries, keys], and be taken for [batch, keys].
    const square = input('square', ['time', 'time'], 'bool') as Node;
    expect(() => multiHeadAttention(2, { mask: square })(words())).toThrow(
      'multiHeadAttention: the mask must have the shape [...lead, keys] or [...lead, queries, keys], got [batch, time, 6] and [time, time].',
    );
    expect(() => multiHeadAttention(2, { positions: true as never })).toThrow('positions must be a function');
    expect(() => multiHeadAttention(2, { dropout: 1 })(words())).toThrow('the rate must be from 0 to below 1, got 1.');
  });
});
