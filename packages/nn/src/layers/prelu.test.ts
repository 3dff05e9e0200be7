import { constant, gradientCheck, input, mul, parameter, parametersOf, read, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { ones, prelu } from '../index.ts';

const float64 = { dtype: 'float64' } as const;
const x = constant([[-2, 4], [8, -4]], float64); // prettier-ignore

describe('prelu', () => {
  it('has one slope for all, a quarter at first', () => {
    const y = prelu()(x);
    expect(read(y).toArray()).toEqual([[-0.5, 4], [8, -1]]); // prettier-ignore
    expect(parametersOf(y).map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([['prelu1/slope', [], 'float64']]); // prettier-ignore
  });

  it('has a slope for each channel if asked, by an initializer or a node', () => {
    const y = prelu({ perChannel: true, name: 'bent' })(x);
    expect(parametersOf(y).map(({ name, shape }) => [name, shape])).toEqual([['bent/slope', [2]]]);
    expect(read(prelu({ slope: ones })(x)).toArray()).toEqual([[-2, 4], [8, -4]]); // prettier-ignore
    const slopes = parameter([0.25, 0.5], float64);
    expect(read(prelu({ perChannel: true, slope: slopes as Node })(x)).toArray()).toEqual([[-0.5, 4], [8, -2]]); // prettier-ignore
  });

  it('has the slopes of differences by its input and its slope, which it shares when it is applied again', () => {
    const layer = prelu({ perChannel: true });
    const given = parameter([[-2, 4], [8, -4], [-1, -3]], float64); // prettier-ignore
    const y = layer(layer(given));
    expect(parametersOf(y)).toHaveLength(2);
    expect(gradientCheck(sum(mul(y, y)) as Node<readonly []>).passed).toBe(true);
  });

  it('keeps the shape, named sizes too', () => {
    expect(prelu({ perChannel: true })(input('x', ['batch', 5, 3])).shape).toEqual(['batch', 5, 3]);
  });

  it('refuses whole numbers, other numbers of channels, slopes that do not fit, and unknown options', () => {
    expect(() => prelu()(input('x', [2], 'int32') as Node)).toThrow('prelu: the input must be float32 or float64');
    const layer = prelu({ perChannel: true });
    layer(x);
    expect(() => layer(constant([[1, 2, 3]], float64))).toThrow('prelu: slopes must have the shape [3], got [2].');
    expect(() => prelu({ slope: parameter([1, 2], float64) as Node })(x)).toThrow(
      'prelu: slopes must have the shape []',
    );
    expect(() => prelu({ perChannel: true })(input('x', ['batch']))).toThrow(
      'prelu: the last axis must have a fixed size',
    );
    expect(() => prelu({ perChannels: true } as never)).toThrow(/perChannel/);
  });
});
