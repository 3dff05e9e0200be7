import { gradientCheck, input, mul, parameter, parametersOf, read, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { rmsNorm } from '../index.ts';
import { uneven } from '../testing/hand-normalized.ts';

const of = (shape: readonly number[]): Node =>
  parameter(tensor(uneven(shape.reduce((a, b) => a * b, 1)), { shape, dtype: 'float64' }), { name: 'x' }) as Node;

describe('rmsNorm', () => {
  it('divides each row by the root of its mean square, and scales it', () => {
    const y = rmsNorm({ epsilon: 0.01 })(of([3, 4]));
    parametersOf(y).forEach(one => one.name !== 'x' && one.set([1, 2, 3, 4]));
    const found = read(y).data;
    for (let row = 0; row < 3; row++) {
      const values = uneven(12).slice(4 * row, 4 * row + 4);
      const root = Math.sqrt(values.reduce((total, value) => total + value * value, 0) / 4 + 0.01);
      values.forEach((value, i) => expect(found[4 * row + i]).toBeCloseTo((value / root) * (i + 1), 12));
    }
  });

  it('has the slopes of differences, with a scale and without', () => {
    for (const scale of [true, false]) {
      const y = rmsNorm({ scale })(of([3, 4]));
      expect(gradientCheck(sum(mul(y, mul(y, y))) as Node<readonly []>).passed).toBe(true);
    }
  });

  it('owns a scale, which it shares when it is applied again', () => {
    const layer = rmsNorm();
    const x = input('x', ['batch', 2, 4]) as Node;
    expect(parametersOf(layer(layer(x))).map(({ name, shape }) => [name, shape])).toEqual([['rmsNorm1/scale', [4]]]);
    expect(parametersOf(rmsNorm({ scale: false })(x))).toEqual([]);
  });

  it('refuses what it cannot normalize, and options that make no sense', () => {
    expect(() => rmsNorm()(input('x', [4]) as Node)).toThrow('rmsNorm: the input must have 2 axes or more');
    expect(() => rmsNorm({ epsilon: NaN })).toThrow('rmsNorm: epsilon must be a finite number of at least 0, got NaN');
    expect(() => rmsNorm({ offset: true } as never)).toThrow(/offset/);
  });
});
