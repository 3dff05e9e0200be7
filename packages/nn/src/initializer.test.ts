import { key, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { glorotUniform, heNormal, lecunNormal, ones, zeros } from './index.ts';

function momentsOf({ data }: Tensor): { mean: number; variance: number } {
  const values = Array.from(data);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return { mean, variance: values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length };
}

const seed = key(3);
const shapes: { shape: number[] }[] = [{ shape: [100, 300] }, { shape: [300, 100] }, { shape: [3, 10, 1000] }];
/** Leading axes count as input. */
const fanIn = (shape: readonly number[]): number => shape.slice(0, -1).reduce((product, length) => product * length, 1);

describe.each(shapes)('for a weight of $shape', ({ shape }) => {
  const inputs = fanIn(shape);
  const outputs = shape.at(-1)!;

  it.each([
    { name: 'heNormal', initialize: heNormal, variance: 2 / inputs },
    { name: 'lecunNormal', initialize: lecunNormal, variance: 1 / inputs },
    { name: 'glorotUniform', initialize: glorotUniform, variance: 2 / (inputs + outputs) },
  ])('$name has mean 0 and the variance of its paper', ({ initialize, variance }) => {
    const { mean, variance: found } = momentsOf(initialize(seed, shape, 'float64'));
    const count = inputs * outputs;
    // Within five standard errors; the fourth moment of a normal is 3σ⁴.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / count));
    expect(Math.abs(found / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  });

  it('glorotUniform keeps to ±√(6/(in + out)), and nearly reaches it', () => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    const { data } = glorotUniform(seed, shape, 'float64');
    const [least, most] = [Math.min(...data), Math.max(...data)];
    expect(most).toBeLessThanOrEqual(limit);
    expect(least).toBeGreaterThanOrEqual(-limit);
    expect(most - least).toBeGreaterThan(1.99 * limit);
  });
});

describe('an initializer', () => {
  it.each(Object.entries({ glorotUniform, heNormal, lecunNormal }))(
    'gives the same bits for a key, and others for another: %s',
    (_, initialize) => {
      const draw = (from: typeof seed) => initialize(from, [20, 30], 'float32').toArray();
      expect(draw(seed)).toEqual(draw(key(3)));
      expect(draw(seed)).not.toEqual(draw(key(4)));
    },
  );

  it.each(Object.entries({ glorotUniform, heNormal, lecunNormal, zeros, ones }))(
    'keeps to shape and precision: %s',
    (_, initialize) => {
      for (const dtype of ['float32', 'float64'] as const) {
        const value = initialize(seed, [2, 3], dtype);
        expect([value.shape, value.dtype, value.data.length]).toEqual([[2, 3], dtype, 6]);
      }
      const [single, double] = (['float32', 'float64'] as const).map(dtype => initialize(seed, [10, 10], dtype).data);
      single!.forEach((value, i) => expect(value).toBeCloseTo(double![i]!, 5));
    },
  );

  it('gives constants where it says so, and takes any rank', () => {
    expect(zeros(seed, [2], 'float32').toArray()).toEqual([0, 0]);
    expect(ones(seed, [], 'float64').item()).toBe(1);
    expect(heNormal(seed, [0, 3], 'float32').data).toHaveLength(0);
    expect(Number.isFinite(glorotUniform(seed, [], 'float32').item())).toBe(true);
  });
});
