import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { rootMeanSquare } from './index.ts';

describe('rootMeanSquare', () => {
  it('is the length of a vector over the root of its size', () => {
    const values = [3, -4, 12];
    const x = tensor(values, { dtype: 'float64' });
    expect(rootMeanSquare(x)).toBeCloseTo(Math.hypot(...values) / Math.sqrt(values.length), 14);
  });

  it('takes all elements, whatever their shape', () => {
    expect(rootMeanSquare(tensor([[1], [7]]))).toBe(5);
  });

  it('is NaN without elements', () => {
    expect(rootMeanSquare(tensor([]))).toBeNaN();
  });
});
