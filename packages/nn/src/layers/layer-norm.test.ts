import { gradientCheck, input, mul, parameter, parametersOf, read, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { layerNorm } from '../index.ts';
import { handNormalized, uneven } from '../testing/hand-normalized.ts';

const of = (shape: readonly number[]): Node =>
  parameter(tensor(uneven(shape.reduce((a, b) => a * b, 1)), { shape, dtype: 'float64' }), { name: 'x' }) as Node;

describe('layerNorm', () => {
  it('normalizes each row, scales it and adds the offset', () => {
    const y = layerNorm({ epsilon: 0.01 })(of([2, 3, 4]));
    parametersOf(y).forEach(one => one.name !== 'x' && one.set(one.name.endsWith('scale') ? [1, 2, 3, 4] : [5, 6, 7, 8])); // prettier-ignore
    const found = read(y).data;
    for (let row = 0; row < 6; row++)
      handNormalized(uneven(24).slice(4 * row, 4 * row + 4), 0.01).forEach((value, i) =>
        expect(found[4 * row + i]).toBeCloseTo(value * (i + 1) + i + 5, 12),
      );
  });

  it('normalizes several last axes together', () => {
    const y = layerNorm({ axes: 2 })(of([2, 3, 4]));
    expect(parametersOf(y).map(({ name, shape }) => [name, shape])).toEqual([
      ['x', [2, 3, 4]],
      ['layerNorm1/scale', [3, 4]],
      ['layerNorm1/offset', [3, 4]],
    ]);
    const wanted = [0, 1].flatMap(example => handNormalized(uneven(24).slice(12 * example, 12 * example + 12), 1e-5));
    read(y).data.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 12));
  });

  it('returns the offset where there is but one element', () => {
    const y = layerNorm()(of([3, 1]));
    parametersOf(y).find(({ name }) => name.endsWith('offset'))!.set([7]); // prettier-ignore
    expect(read(y).toArray()).toEqual([[7], [7], [7]]);
  });

  it('has the slopes of differences', () => {
    const y = layerNorm()(of([3, 4]));
    for (const one of parametersOf(y)) if (one.name !== 'x') one.set([0.5, 1.5, -2, 1]);
    expect(gradientCheck(sum(mul(y, mul(y, y))) as Node<readonly []>).passed).toBe(true);
  });

  it('shares its parameters when it is applied again, and has no scale and no offset if options say so', () => {
    const layer = layerNorm({ offset: false, name: 'norm' });
    const x = input('x', ['batch', 4]) as Node;
    expect(parametersOf(layer(layer(x))).map(({ name }) => name)).toEqual(['norm/scale']);
    expect(parametersOf(layerNorm({ scale: false, offset: false })(x))).toEqual([]);
  });

  it('refuses what it cannot normalize, and options that make no sense', () => {
    const layer = layerNorm({ axes: 2 });
    expect(() => layer(input('x', ['batch', 4]) as Node)).toThrow(
      'layerNorm: the input must have 3 axes or more, and a fixed size along the last 2, got [batch, 4]. Reshape it.',
    );
    layer(input('x', ['batch', 3, 4]) as Node);
    expect(() => layer(input('x', ['batch', 4, 3]) as Node)).toThrow('got [batch, 4, 3] and [3, 4]');
    expect(() => layerNorm()(input('x', ['batch', 4], 'int32') as Node)).toThrow('got int32');
    for (const axes of [0, -1, 1.5])
      expect(() => layerNorm({ axes })).toThrow(`layerNorm: axes must be a positive whole number, got ${axes}. Try 1.`);
    expect(() => layerNorm({ epsilon: -1 })).toThrow(
      'layerNorm: epsilon must be a finite number of at least 0, got -1',
    );
  });
});
