import { key, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  ones,
  orthogonal,
  truncatedNormal,
  zeros,
} from '../index.ts';

function momentsOf({ data }: Tensor): { mean: number; variance: number } {
  const values = Array.from(data);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return { mean, variance: values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length };
}

const seed = key(3);
const shapes: { shape: number[] }[] = [{ shape: [100, 300] }, { shape: [300, 100] }, { shape: [3, 5, 10, 200] }];
const drawing = { glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal, lecunUniform, orthogonal: orthogonal(), truncatedNormal: truncatedNormal() }; // prettier-ignore
/** All axes but the last count as input, and all but the one before it as output: of a convolution, a window of each. */
const fanIn = (shape: readonly number[]): number => shape.slice(0, -1).reduce((product, length) => product * length, 1);

describe.each(shapes)('for a weight of $shape', ({ shape }) => {
  const inputs = fanIn(shape);
  const outputs = shape.slice(0, -2).reduce((product, length) => product * length, shape.at(-1)!);
  const count = shape.reduce((product, length) => product * length, 1);

  it.each([
    { name: 'heNormal', initialize: heNormal, variance: 2 / inputs },
    { name: 'lecunNormal', initialize: lecunNormal, variance: 1 / inputs },
    { name: 'glorotUniform', initialize: glorotUniform, variance: 2 / (inputs + outputs) },
    { name: 'glorotNormal', initialize: glorotNormal, variance: 2 / (inputs + outputs) },
    { name: 'heUniform', initialize: heUniform, variance: 2 / inputs },
    { name: 'lecunUniform', initialize: lecunUniform, variance: 1 / inputs },
    { name: 'truncatedNormal', initialize: truncatedNormal(), variance: 1 / inputs },
    { name: 'truncatedNormal of 0.02', initialize: truncatedNormal({ deviation: 0.02 }), variance: 0.0004 },
  ])('$name has mean 0 and the variance of its paper', ({ initialize, variance }) => {
    const { mean, variance: found } = momentsOf(initialize(seed, shape, 'float64'));
    // Within five standard errors; the fourth moment of a normal is 3σ⁴.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / count));
    expect(Math.abs(found / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  });

  it.each([
    { name: 'glorotUniform', initialize: glorotUniform, limit: Math.sqrt(6 / (inputs + outputs)) },
    { name: 'heUniform', initialize: heUniform, limit: Math.sqrt(6 / inputs) },
    { name: 'lecunUniform', initialize: lecunUniform, limit: Math.sqrt(3 / inputs) },
    // 2/0.8796: its own deviation is smaller than that of the normal numbers that it cuts at 2σ.
    { name: 'truncatedNormal', initialize: truncatedNormal({ deviation: 0.1 }), limit: 0.227_369_4 },
  ])('$name keeps to its limit, and nearly reaches it', ({ initialize, limit }) => {
    const { data } = initialize(seed, shape, 'float64');
    const [least, most] = [Math.min(...data), Math.max(...data)];
    expect(most).toBeLessThanOrEqual(limit);
    expect(least).toBeGreaterThanOrEqual(-limit);
    expect(most - least).toBeGreaterThan(1.99 * limit);
  });
});

describe('an initializer', () => {
  it.each(Object.entries(drawing))('gives the same bits for a key, and others for another: %s', (_, initialize) => {
    const draw = (from: typeof seed) => initialize(from, [20, 30], 'float32').toArray();
    expect(draw(seed)).toEqual(draw(key(3)));
    expect(draw(seed)).not.toEqual(draw(key(4)));
  });

  it.each(Object.entries({ ...drawing, zeros, ones }))('keeps to shape and precision: %s', (_, initialize) => {
    for (const dtype of ['float32', 'float64'] as const) {
      const value = initialize(seed, [2, 3], dtype);
      expect([value.shape, value.dtype, value.data.length]).toEqual([[2, 3], dtype, 6]);
    }
    const [single, double] = (['float32', 'float64'] as const).map(dtype => initialize(seed, [10, 10], dtype).data);
    single!.forEach((value, i) => expect(value).toBeCloseTo(double![i]!, 5));
  });

  it('gives constants where it says so, and takes any rank', () => {
    expect(zeros(seed, [2], 'float32').toArray()).toEqual([0, 0]);
    expect(ones(seed, [], 'float64').item()).toBe(1);
    expect(heNormal(seed, [0, 3], 'float32').data).toHaveLength(0);
    for (const initialize of Object.values(drawing)) {
      expect(Number.isFinite(initialize(seed, [], 'float32').item())).toBe(true);
      for (const shape of [[0], [0, 3], [3, 0], [1], [1, 1], [7]]) {
        const value = initialize(seed, shape, 'float32');
        expect(value.shape).toEqual(shape);
        expect(value.data.every(Number.isFinite)).toBe(true);
      }
    }
  });
});

describe('truncatedNormal', () => {
  it('has the moments of normal numbers between −2σ and 2σ', () => {
    const data = Array.from(truncatedNormal({ deviation: 1 })(seed, [400, 500], 'float64').data);
    const cut = 2 / 0.879_625_661;
    // The density at the cut is φ(2)/σ; the fourth moment by parts, m₄ = 3σ²·m₂ − σ·2·(2σ)³·φ(2)/(1 − 2Φ(−2)).
    const sigma = cut / 2;
    const edge = Math.exp(-2) / Math.sqrt(2 * Math.PI) / (1 - 2 * 0.022_750_132);
    const fourth = 3 * sigma ** 2 - 2 * sigma * cut ** 3 * edge;
    const moment = (power: number) => data.reduce((total, value) => total + value ** power, 0) / data.length;
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt((fourth - 1) / data.length));
    expect(Math.abs(moment(4) - fourth)).toBeLessThan(5 * Math.sqrt(cut ** 8 / data.length));
    const near = data.filter(value => Math.abs(value) < sigma).length / data.length;
    expect(Math.abs(near - 0.682_689_492 / 0.954_499_736)).toBeLessThan(5 * Math.sqrt(0.25 / data.length));
  });

  it('refuses a deviation that is none, and unknown options', () => {
    for (const deviation of [-1, NaN, Infinity, 'wide' as never])
      expect(() => truncatedNormal({ deviation })).toThrow(
        'truncatedNormal: the deviation must be a finite number from 0, got',
      );
    expect(() => truncatedNormal({ deviatoin: 1 } as never)).toThrow("Did you mean 'deviation'?");
    expect(Array.from(truncatedNormal({ deviation: 0 })(seed, [3], 'float32').data, Math.abs)).toEqual([0, 0, 0]);
  });
});

describe('orthogonal', () => {
  /** The largest difference of the products of all pairs of columns, or of rows, from those of orthogonal ones. */
  function strayOf({ data }: Tensor, [rows, columns]: readonly [number, number], gain: number): number {
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const at = (vector: number, k: number) => data[rows < columns ? vector * columns + k : k * columns + vector]!;
    let most = 0;
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) {
        let total = 0;
        for (let k = 0; k < length; k++) total += at(i, k) * at(j, k);
        most = Math.max(most, Math.abs(total - (i === j ? gain ** 2 : 0)));
      }
    return most;
  }

  it.each([
    { shape: [40, 40], matrix: [40, 40] },
    { shape: [60, 20], matrix: [60, 20] },
    { shape: [20, 60], matrix: [20, 60] },
    { shape: [3, 3, 4, 16], matrix: [36, 16] },
    { shape: [3, 3, 1, 32], matrix: [9, 32] },
    { shape: [1, 5], matrix: [1, 5] },
    { shape: [5, 1], matrix: [5, 1] },
  ] as const)('has orthonormal columns, or rows: $shape', ({ shape, matrix }) => {
    expect(strayOf(orthogonal()(seed, shape, 'float64'), matrix, 1)).toBeLessThan(1e-14);
    expect(strayOf(orthogonal({ gain: 3 })(seed, shape, 'float64'), matrix, 3)).toBeLessThan(1e-13);
    expect(strayOf(orthogonal()(seed, shape, 'float32'), matrix, 1)).toBeLessThan(1e-6);
  });

  it('prefers no direction: first elements have mean 0 and variance 1/n', () => {
    const firsts = Array.from({ length: 2000 }, (_, i) => orthogonal()(key(i), [4, 4], 'float64').data);
    for (const at of [0, 5, 15]) {
      const mean = firsts.reduce((total, data) => total + data[at]!, 0) / 2000;
      const square = firsts.reduce((total, data) => total + data[at]! ** 2, 0) / 2000;
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 4 / 2000));
      // The variance of a square is 2(n − 1)/(n²(n + 2)).
      expect(Math.abs(square - 1 / 4)).toBeLessThan(5 * Math.sqrt(6 / 96 / 2000));
    }
  });

  it('refuses a gain that is none, and unknown options', () => {
    for (const gain of [NaN, Infinity])
      expect(() => orthogonal({ gain })).toThrow('orthogonal: the gain must be a finite number, got');
    expect(() => orthogonal({ gian: 1 } as never)).toThrow("Did you mean 'gain'?");
  });
});
