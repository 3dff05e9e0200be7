import { DataError } from '@thalweg/data';
import { expect, it } from 'vitest';
import { jsonCodec } from './json-codec.ts';

const codec = jsonCodec<unknown>();
const cycle: { self?: unknown } = {};
cycle.self = cycle;

it.each([
  ['NaN', NaN],
  ['an infinite number in a field', { loss: -Infinity }],
  ['undefined in an array', [1, undefined]],
  ['a function', () => 1],
  ['a function in an array', [() => 1]],
  ['a big integer', 1n],
  ['a cycle', cycle],
])('refuses %s, which JSON cannot hold', (_, value) => {
  expect(() => codec.encode(value)).toThrow(DataError);
});

it('keeps null, and leaves out fields that are undefined', () => {
  const value = { a: null, b: [null, 'null'], c: 'null', d: undefined };
  expect(codec.decode(codec.encode(value))).toEqual({ a: null, b: [null, 'null'], c: 'null' });
});
