import { expect, it } from 'vitest';
import { powerText } from './numbers.ts';

it('writes powers of ten as they are read, and near numbers plainly', () => {
  expect([0.1, 0.02, 1, 100, 1e-3, 1e-15, 1e4, 2.5e-9].map(powerText)).toEqual([
    '0.1',
    '0.02',
    '1',
    '100',
    '10⁻³',
    '10⁻¹⁵',
    '10⁴',
    '2.5 · 10⁻⁹',
  ]);
});
