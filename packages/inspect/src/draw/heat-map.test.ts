import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { summaryOf } from './heat-map.ts';

describe('summaryOf', () => {
  it('gives range and share of zeros of what is finite, and counts the rest', () => {
    const summary = summaryOf(tensor([0, -1, NaN, 3, 0, Infinity, NaN, 2]));
    expect(summary).toEqual({ least: -1, most: 3, zeros: 0.25, nans: 2, infinities: 1 });
  });

  it('has no range where nothing is finite, and for no elements', () => {
    expect(summaryOf(tensor([NaN]))).toMatchObject({ least: NaN, most: NaN, nans: 1 });
    expect(summaryOf(tensor(new Float32Array(0), { shape: [0, 3] }))).toMatchObject({ least: NaN, zeros: 0 });
  });
});
