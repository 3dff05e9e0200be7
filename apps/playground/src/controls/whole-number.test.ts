import { expect, it } from 'vitest';
import { wholeNumber } from './whole-number.ts';

const range = { least: 1, most: 1000 };

it('takes whole numbers of its range, both ends included', () => {
  expect(['1', ' 20 ', '1000'].map(text => wholeNumber(text, range))).toEqual([1, 20, 1000]);
});

it('says what it takes, and what it got', () => {
  expect(wholeNumber('', range)).toBe('It must be a whole number from 1 to 1,000.');
  for (const text of ['0', '-3', '2.5', '1001', '1e2', '99999999999999999999', 'ten'])
    expect(wholeNumber(text, range)).toBe(`It must be a whole number from 1 to 1,000, got “${text}”.`);
});
