import { describe, expect, it } from 'vitest';
import { numberText } from './number-text.ts';

describe('numberText', () => {
  it.each([
    [0, '0'],
    [-0.53444, '−0.5344'],
    [1.36788, '1.3679'],
    [-12, '−12'],
    [1234.56, '1234.6'],
    [0.00012345, '1.23e−4'],
    [-2.5e7, '−2.5e7'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('writes %d as %s', (x, text) => expect(numberText(x)).toBe(text));
});
