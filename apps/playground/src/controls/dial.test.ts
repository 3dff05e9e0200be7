import { describe, expect, it } from 'vitest';
import { placeOf, rate, share, valueAtPlace, wholeNumber } from './dial.ts';

const range = { least: 1, most: 1000 };

it('takes whole numbers of its range, both ends included', () => {
  expect(['1', ' 20 ', '1000'].map(text => wholeNumber(text, range))).toEqual([1, 20, 1000]);
});

it('says what it takes, and what it got', () => {
  expect(wholeNumber('', range)).toBe('It must be a whole number from 1 to 1,000.');
  for (const text of ['0', '-3', '2.5', '1001', '1e2', '99999999999999999999', 'ten'])
    expect(wholeNumber(text, range)).toBe(`It must be a whole number from 1 to 1,000, got “${text}”.`);
});

describe('a slider', () => {
  it.each([rate(0.1), share('decay', 'γ', 'decay', 0.9)])('of $title leads to a value and back', dial => {
    expect([0, 1000].map(place => valueAtPlace(dial, place))).toEqual([dial.least, dial.most]);
    expect(placeOf(dial, valueAtPlace(dial, 417))).toBe(417);
  });
});
