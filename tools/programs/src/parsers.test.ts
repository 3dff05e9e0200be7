import { expect, test } from 'vitest';
import { oneOf, positive, wholeFrom } from './parsers.ts';

test.each(['', ' 3', '-1', '1.5', '1e3', '0x10', 'three', '9007199254740993'])('%o is no whole number', text => {
  expect(() => wholeFrom(0)(text)).toThrow('It must be a whole number of at least 0.');
});

test('a whole number lies in its range', () => {
  const bits = wholeFrom(1, 24);
  expect(['1', '24'].map(bits)).toEqual([1, 24]);
  for (const text of ['0', '25']) expect(() => bits(text)).toThrow('It must be a whole number from 1 to 24.');
});

test('a name that is not known suggests the nearest', () => {
  expect(oneOf(['wasm', 'interpreter'])('wasm')).toBe('wasm');
  expect(() => oneOf(['wasm', 'interpreter'])('wasn')).toThrow("Did you mean 'wasm'?");
});

test.each(['', ' ', '0', '-1', 'NaN', 'Infinity', 'one'])('%o is no positive number', text => {
  expect(positive(0.4)('1e-3')).toBe(0.001);
  expect(() => positive(0.4)(text)).toThrow('It must be a positive number, such as 0.4.');
});
