import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatLine, formatValue } from './reporter.ts';

class Point {
  readonly x = 1;
}

describe('a value', () => {
  it.each([
    [1],
    [-0],
    ['a'],
    ["it's"],
    ['a\nb'],
    [undefined],
    [null],
    [true],
    [[]],
    [[1, 'a', [2]]],
    [{}],
    [{ a: 1, 'b-c': { d: 'e' } }],
    [new Float32Array([1, 0.5])],
    [new Set([1, 'a'])],
    [new Map([['a', 1]])],
    [new Point()],
    [Math.max],
  ])('is written as Node writes it: %j', value => {
    expect(formatValue(value)).toBe(inspect(value, { breakLength: Infinity, compact: 9 }));
  });

  it('that has its own text is that text', () => {
    expect(formatValue(new RangeError('too far'))).toBe('RangeError: too far');
    expect(formatValue({ a: new URL('https://a.example/') })).toBe('{ a: https://a.example/ }');
  });

  it('that is long or contains itself ends', () => {
    const own: Record<string, unknown> = {};
    own['own'] = own;
    expect(formatValue(own)).toContain('[Object]');
    expect(formatValue(new Array(200).fill(0))).toContain('... 100 more items ]');
  });
});

it('a line has texts as they are', () => {
  expect(formatLine(['loss', 0.5, ['a']])).toBe("loss 0.5 [ 'a' ]");
});
