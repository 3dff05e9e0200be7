import { expect, it } from 'vitest';
import { isStuck } from './state.ts';

/** A confusion matrix of 200 images of each digit, with the digit predicted for each. */
const matrix = (predictionOf: (digit: number) => number): Int32Array => {
  const counts = new Int32Array(100);
  for (let digit = 0; digit < 10; digit++) counts[10 * digit + predictionOf(digit)] = 200;
  return counts;
};

it('a network is stuck that says one digit of all, once it has trained for a while', () => {
  expect(isStuck({ step: 200, confusion: matrix(() => 3) })).toBe(true);
  expect(isStuck({ step: 25, confusion: matrix(() => 3) })).toBe(false);
  expect(isStuck({ step: 200, confusion: matrix(digit => digit) })).toBe(false);
  expect(isStuck({ step: 200, confusion: matrix(digit => (digit < 7 ? 3 : digit)) })).toBe(false);
  expect(isStuck({ step: 200, confusion: new Int32Array(100) })).toBe(false);
  expect(isStuck(undefined)).toBe(false);
});
