import { expect, it } from 'vitest';
import { axisText, numberText } from './number-text.ts';

it.each([
  [0, '0'],
  [1234567, '1,234,567'],
  [0.123456, '0.12346'],
  [-12.5, '−12.5'],
  [123456.7, '123,457'],
  [0.00001234, '1.234e−5'],
  [1e20, '1e20'],
  [NaN, 'NaN'],
  [-Infinity, '−∞'],
])('numberText of %d is %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

it.each([
  [1500, '1.5k'],
  [2e6, '2M'],
  [0.02, '0.02'],
  [0.00002, '2e−5'],
  [-3, '−3'],
  [5e20, '5e20'],
  [0, '0'],
])('axisText of %d is %s', (value, text) => {
  expect(axisText(value)).toBe(text);
});
