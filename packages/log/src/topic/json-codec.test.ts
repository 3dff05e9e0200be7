import { DataError } from '@thalweg/data';
import { describe, expect, it } from 'vitest';
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

describe('a payload', () => {
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

  it.each([
    ['lists', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['objects', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
    ['lists that end early', '['.repeat(200_000)],
    ['lists behind a text with a quote', `["\\"",${'['.repeat(1000)}${']'.repeat(1001)}`],
  ])('of many %s within each other is refused', (_, text) => {
    expect(() => codec.decode(bytesOf(text))).toThrow(
      'jsonCodec: at most 1000 lists and objects may be within each other, got more',
    );
  });

  it('may have many lists beside each other, and brackets in its texts', () => {
    const value = [Array.from({ length: 5000 }, () => [{}]), '[{'.repeat(5000), '\\', '"['];
    expect(codec.decode(codec.encode(value))).toEqual(value);
  });

  it('is refused as too deep when it is written', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 2000; i++) deep = [deep];
    expect(() => codec.encode(deep)).toThrow('within each other');
  });

  it.each(['', '\u0000', 'nul', '{"a":1', '[1,]', '1e', '"\\ud8"'])('%j is refused in our words', text => {
    expect(() => codec.decode(bytesOf(text))).toThrow(DataError);
  });

  it('that is no UTF-8 is refused in our words', () => {
    expect(() => codec.decode(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('the payload must be JSON in UTF-8');
  });
});
