import { mul, parameter, read, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { sgd } from '../index.ts';
import { descend } from '../testing/descent.ts';

describe('sgd', () => {
  it('moves against the gradient: θ − η g', () => {
    const x = parameter(4, { dtype: 'float64' });
    const descent = descend(mul(3, square(x)), sgd({ learningRate: 0.05 }));
    expect(descent.step()).toBe(48);
    expect(read(x).item()).toBeCloseTo(4 - 0.05 * 6 * 4, 12);
    expect(descent.step()).toBeCloseTo(3 * 2.8 ** 2, 12);
    descent.close();
  });

  it('has a rate of 0.1 unless told otherwise, and stands still at 0', () => {
    const [x, y] = [parameter(1, { dtype: 'float64' }), parameter(1, { dtype: 'float64' })];
    descend(square(x), sgd()).step();
    descend(square(y), sgd({ learningRate: 0 })).step();
    expect([read(x).item(), read(y).item()]).toEqual([0.8, 1]);
  });
});
