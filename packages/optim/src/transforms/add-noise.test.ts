import { add, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { addNoise, type NoiseOptions } from '../index.ts';
import { descend } from '../testing/descent.ts';

const SIZE = 20_000;

/** The noise of the first steps, for each of two parameters that have the same name. */
function noiseOf(options: NoiseOptions, steps = 2, dtype: 'float32' | 'float64' = 'float64'): number[][][] {
  const zeros = new Array<number>(SIZE).fill(0);
  const parameters = [0, 1].map(() => parameter(zeros, { name: 'w', dtype }) as Node);
  const loss = parameters.map(one => mul(0, sum(one)) as Node).reduce((total, term) => add(total, term));
  const descent = descend(loss, addNoise(options));
  const noise = Array.from({ length: steps }, () => {
    const before = parameters.map(one => [...read(one).data]);
    descent.step();
    return parameters.map((one, p) => [...read(one).data].map((now, i) => before[p]![i]! - now));
  });
  descent.close();
  return noise;
}

const meanOf = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0) / numbers.length;

/** The mean of products: of standard normal numbers that have nothing to do with each other about 1/√n at most. */
const correlation = (a: readonly number[], b: readonly number[]): number => meanOf(a.map((x, i) => x * b[i]!));

describe('addNoise', () => {
  it.each(['float32', 'float64'] as const)('is normal in %s', dtype => {
    const [[noise]] = noiseOf({ variance: 1 }, 1, dtype) as [[number[]]];
    expect(Math.abs(meanOf(noise))).toBeLessThan(4 / Math.sqrt(SIZE));
    expect(Math.abs(meanOf(noise.map(x => x ** 2)) - 1)).toBeLessThan(4 * Math.sqrt(2 / SIZE));
    expect(Math.abs(meanOf(noise.map(x => x ** 4)) - 3)).toBeLessThan(4 * Math.sqrt(96 / SIZE));
    for (const [deviations, part] of [
      [0.5, 0.382925],
      [1, 0.682689],
      [2, 0.9545],
    ] as const) {
      const within = noise.filter(x => Math.abs(x) < deviations).length / SIZE;
      expect(Math.abs(within - part)).toBeLessThan(4 * Math.sqrt((part * (1 - part)) / SIZE));
    }
  });

  it('has the variance η/tᵞ at step t, from 1', () => {
    noiseOf({ variance: 4, decay: 1 }, 3).forEach(([noise], i) => {
      expect((meanOf(noise!.map(x => x ** 2)) * (i + 1)) / 4).toBeCloseTo(1, 1);
    });
  });

  it('is other noise for each parameter, step and seed', () => {
    const [first, second] = noiseOf({ variance: 1, decay: 0 });
    const [other] = noiseOf({ variance: 1, decay: 0, seed: 1 });
    const pairs = [[first![0], first![1]], [first![0], second![0]], [first![0], other![0]]] as [number[], number[]][]; // prettier-ignore
    for (const [a, b] of pairs) expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(SIZE));
    expect(correlation(first![0]!, first![0]!)).toBeCloseTo(1, 1);
  });

  it('is the same noise from the same seed, and none without variance', () => {
    expect(noiseOf({ seed: 7 })).toEqual(noiseOf({ seed: 7 }));
    expect(noiseOf({ variance: 0 }).flat(2).every(x => x === 0)).toBe(true); // prettier-ignore
  });
});
