import { add, input, parametersOf, read, registersOf, tanh, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { zeros } from '../initializers/initializer.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import { transformerBlock } from './transformer-block.ts';

const words = (): Node => input('words', ['batch', 'time', 4]) as Node;

const namesOf = (node: Node): string[] => parametersOf(node).map(({ name }) => name);

describe('transformerBlock', () => {
  it('owns the layers of attention and two dense ones, with a norm before each', () => {
    const block = transformerBlock(2);
    const y = block(words());
    expect(y.shape).toEqual(['batch', 'time', 4]);
    const layers = new Set(namesOf(y).map(name => name.split('/')[0]));
    expect([...layers].sort()).toEqual(
      ['attention', 'hidden', 'norm1', 'norm2', 'output'].map(part => `transformerBlock1.${part}`),
    );
    expect([block.hidden.weight.shape, block.output.weight.shape]).toEqual([[4, 16], [16, 4]]); // prettier-ignore
    expect(block.attention.query.weight.shape).toEqual([4, 4]);
    expect(transformerBlock(1, { hidden: 3 })(words())).toBeDefined();
    expect(() => transformerBlock(1).attention).toThrow("before its property 'attention' is read");
  });

  it('numbers blocks, shares the parameters of one that is applied again, and takes a name', () => {
    const [one, two] = [transformerBlock(2), transformerBlock(2, { name: 'last' })];
    const y = two(one(one(words())));
    expect(namesOf(y)).toHaveLength(2 * 16);
    expect(namesOf(y).every(name => /^(transformerBlock1|last)\./.test(name))).toBe(true);
    expect(namesOf(transformerBlock(2)(transformerBlock(2)(words())))).toHaveLength(2 * 16);
    expect(() => one(input('x', ['time', 6]) as Node)).toThrow(
      'transformerBlock: a block applied again must get the width of before, got [time, 6] and [4].',
    );
  });

  it('is the input at first if nothing is added, or its norm with the norm last', () => {
    const still = {
      weight: (_: unknown, shape: readonly number[], dtype: 'float32') => zeros(undefined as never, shape, dtype),
    };
    const x = words();
    const first = transformerBlock(2, still as object)(x);
    const last = transformerBlock(2, { ...still, norm: 'last' } as object)(x);
    const wanted = layerNorm()(layerNorm()(x));
    (x as ReturnType<typeof input> as unknown as { set(value: unknown): void }).set([[[1, 2, 3, 5]]]);
    expect(read(first).toArray()).toEqual([[[1, 2, 3, 5]]]);
    expect(read(last).toArray()).toEqual(read(wanted).toArray());
  });

  it('drops in four places in training, and takes an activation', () => {
    const counters = (node: Node): string[] => registersOf(node).flatMap(({ name }) => (name.endsWith('/counter') ? [name] : []));
    const y = transformerBlock(2, { dropout: 0.1, activation: x => add(tanh(x), 1) })(words());
    expect(counters(y).sort()).toEqual(
      ['attention.dropout', 'attentionDropout', 'hiddenDropout', 'outputDropout'].map(part => `transformerBlock1.${part}/counter`),
    );
    expect(counters(transformerBlock(2)(words()))).toEqual([]);
  }); // prettier-ignore

  it('says which options it takes', () => {
    expect(() => transformerBlock(2, { norm: 'before' as 'first' })).toThrow("transformerBlock: norm must be a known name, got 'before'."); // prettier-ignore
    expect(() => transformerBlock(0)).toThrow('the number of heads must be a positive whole number');
    expect(() => transformerBlock(2, { hidden: 2.5 })).toThrow('hidden must be a positive whole number, got 2.5.');
    expect(() => transformerBlock(2, { activation: 'relu' as never })).toThrow('activation must be a function');
    expect(() => transformerBlock(3)(words())).toThrow('the width must be a multiple of 3');
    expect(() => transformerBlock(2)(input('x', [4]) as Node)).toThrow(
      'transformerBlock: the input must have the shape',
    );
  });
});
