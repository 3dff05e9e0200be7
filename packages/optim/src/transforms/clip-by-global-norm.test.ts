import { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm } from '../index.ts';
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

  it('takes a limit from a stream', () => {
    expect(clipped(clipByGlobalNorm(new BehaviorSubject(2.5)), [[3], [4]])).toEqual([[1.5], [2]]);
  });

  it('refuses a limit that is none', () => {
    expect(() => clipByGlobalNorm(-1)).toThrow('limit: must be finite and at least 0, got -1. Check the options.');
    expect(() => clipByGlobalNorm(NaN)).toThrow('limit: must be finite and at least 0, got NaN');
  });
});
