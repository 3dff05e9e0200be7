import { describe, expect, it } from 'vitest';
import { jsonSize, parseJson } from './json-size.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('jsonSize', () => {
  it.each([
    ['{"a":[1,[2]],"b":{}}', 4, 3],
    ['["[[[[", "\\"[[", "\\\\", []]', 2, 2],
    ['1', 0, 0],
    ['[[[', 3, 3],
  ])('counts the lists and objects of %s, not the brackets in its texts', (text, holders, levels) => {
    expect(jsonSize(bytesOf(text))).toMatchObject({ holders, levels });
  });

  it('grows with all values, and with lists and objects most', () => {
    const memoryOf = (item: string): number => jsonSize(bytesOf(`[${Array(1000).fill(item).join()}]`)).memory;
    const sizes = ['1', '"a"', '[]', '{}'].map(memoryOf);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(new Set(sizes).size).toBe(4);
  });
});

describe('parseJson', () => {
  it('returns what JSON.parse does, of short texts and of long ones', () => {
    for (const value of [null, [1, { a: 'é"\\[' }], Array.from({ length: 30_000 }, (_, i) => [i])])
      expect(parseJson(JSON.stringify(value))).toEqual(value);
  });

  it('refuses more than 1,000 levels before it parses them', () => {
    const deep = (levels: number, item: string): string => '['.repeat(levels) + item + ']'.repeat(levels);
    const long = JSON.stringify('x'.repeat(100_000));
    expect(parseJson(deep(1000, long))).toHaveLength(1);
    expect(() => parseJson(deep(1001, long))).toThrow(RangeError);
    expect(() => parseJson('['.repeat(2 ** 17))).toThrow('at most 1000 lists and objects');
  });

  it('throws a SyntaxError for what is no JSON', () => {
    expect(() => parseJson('[1,')).toThrow(SyntaxError);
    expect(() => parseJson(`[${'1,'.repeat(2 ** 16)}`)).toThrow(SyntaxError);
  });
});
