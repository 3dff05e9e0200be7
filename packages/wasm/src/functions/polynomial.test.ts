import { describe, expect, it } from 'vitest';
import { valuesAt } from '../testing/worst.ts';
import { polynomial } from './polynomial.ts';

const points = [-1.5, -1, 0, 0.5, 2, 3];

describe('polynomial', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 16])('has %s coefficients, the highest power first', count => {
    const coefficients = Array.from({ length: count }, (_, i) => ((5 * i) % 7) + 1); // exact in float32
    const values = valuesAt(f => {
      const x = f.local('v128');
      f.set(x);
      polynomial(f, x, coefficients);
    }, points);
    expect(values).toEqual(points.map(x => Math.fround(coefficients.reduce((sum, one) => sum * x + one, 0))));
  });
});
