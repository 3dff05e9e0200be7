import { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm, clipByNorm } from '../index.ts';
import { clipped } from '../testing/clipped.ts';

describe('clipByGlobalNorm', () => {
  it('scales all gradients by one factor when their common norm is above the limit', () => {
    const [a, b] = clipped(clipByGlobalNorm(1), [[3, 0], [4]]);
    expect(a![0]).toBeCloseTo(0.6, 12);
    expect(a![1]).toBe(0);
    expect(b![0]).toBeCloseTo(0.8, 12);
  });

  it('leaves them as they are when it is below or at the limit', () => {
    expect(clipped(clipByGlobalNorm(5.5), [[3, 0], [4]])).toEqual([[3, 0], [4]]);
    expect(clipped(clipByGlobalNorm(5), [[3, 0], [4]])).toEqual([[3, 0], [4]]);
  });

  it('makes zeros of zeros, whatever the limit', () => {
    for (const limit of [0, 1e-30, 1])
      for (const dtype of ['float32', 'float64'] as const)
        expect(clipped(clipByGlobalNorm(limit), [[0, 0], [0]], dtype)).toEqual([[0, 0], [0]]);
    expect(clipped(clipByGlobalNorm(0), [[3], [4]])).toEqual([[0], [0]]);
  });

  it('tames float32 gradients whose squares float32 cannot hold', () => {
    const [[a], [b]] = clipped(clipByGlobalNorm(1), [[3e25], [4e25]], 'float32') as [[number], [number]];
    expect(a).toBeCloseTo(0.6, 6);
    expect(b).toBeCloseTo(0.8, 6);
  });

  it('tames float64 gradients whose squares overflow, and float32 ones of any size', () => {
    for (const [size, dtype] of [
      [3e200, 'float64'],
      [1e308, 'float64'],
      [3e30, 'float32'],
      [8e37, 'float32'],
    ] as const) {
      const [[a], [b]] = clipped(clipByGlobalNorm(1), [[3 * (size / 4)], [size]], dtype) as [[number], [number]];
      expect([a, b]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)]);
    }
    expect(clipped(clipByNorm(5), [[3e200, 4e200], [3]])).toEqual([[expect.closeTo(3), expect.closeTo(4)], [3]]);
    const [[tiny]] = clipped(clipByGlobalNorm(1e-250), [[1e-200]]) as [[number]];
    expect(tiny / 1e-250).toBeCloseTo(1, 12);
  });

  it('has the bits of the root of the sum of squares where that is finite', () => {
    const gradients = Array.from({ length: 40 }, (_, i) => Math.sin(i * i + 1) * 2 ** (i % 30));
    const squares = gradients.reduce((sum, g) => sum + g * g, 0);
    const factor = 0.125 / Math.sqrt(squares);
    const found = clipped(
      clipByGlobalNorm(0.125),
      gradients.map(g => [g]),
    ).flat();
    expect(found).toEqual(gradients.map(g => g * factor));
  });

  it('takes a limit from a stream', () => {
    expect(clipped(clipByGlobalNorm(new BehaviorSubject(2.5)), [[3], [4]])).toEqual([[1.5], [2]]);
  });

  it('refuses a limit that is none', () => {
    expect(() => clipByGlobalNorm(-1)).toThrow('limit: must be finite and at least 0, got -1. Check the options.');
    expect(() => clipByGlobalNorm(NaN)).toThrow('limit: must be finite and at least 0, got NaN');
  });
});
