import { describe, expect, it } from 'vitest';
import { clipByNorm } from '../index.ts';
import { clipped } from '../testing/clipped.ts';

describe('clipByNorm', () => {
  it('scales each gradient by its own norm, and leaves one that is below the limit', () => {
    const [a, b] = clipped(clipByNorm(1), [[3, -4], [0.5]]);
    expect(a![0]).toBeCloseTo(0.6, 12);
    expect(a![1]).toBeCloseTo(-0.8, 12);
    expect(b).toEqual([0.5]);
  });

  it('makes zeros of zeros, whatever the limit', () => {
    for (const limit of [0, 1e-30, 1]) expect(clipped(clipByNorm(limit), [[0, 0], [0]])).toEqual([[0, 0], [0]]);
  });

  it('tames float32 gradients whose squares float32 cannot hold', () => {
    const [a, b] = clipped(clipByNorm(1), [[3e25, 4e25], [2]], 'float32');
    expect(a![0]).toBeCloseTo(0.6, 6);
    expect(b).toEqual([1]);
  });
});
