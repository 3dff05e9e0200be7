import { describe, expect, it } from 'vitest';
import { key } from './key.ts';
import { randomInteger } from './random-integer.ts';

const root = key(7);

describe('randomInteger', () => {
  it('gives the same number for the same key and counter, in any order', () => {
    const draw = (counter: number): number => randomInteger(root, counter, 1000);
    const forward = Array.from({ length: 100 }, (_, counter) => draw(counter));
    expect(Array.from({ length: 100 }, (_, counter) => draw(99 - counter)).reverse()).toEqual(forward);
    expect(draw(2 ** 32)).not.toBe(draw(0));
  });

  it.each([1, 2, 3, 6, 7, 100])('gives every number below %i, all alike (chi-square)', bound => {
    const cells = new Array<number>(bound).fill(0);
    const count = 200 * bound + 2000;
    for (let counter = 0; counter < count; counter++) cells[randomInteger(root, counter, bound)]!++;
    const expected = count / bound;
    const statistic = cells.reduce((sum, value) => sum + (value - expected) ** 2 / expected, 0);
    const freedom = bound - 1;
    expect(statistic).toBeLessThanOrEqual(freedom + 3.3 * Math.sqrt(2 * freedom) + 6);
  });

  it('has no bias where half of all draws must be rejected', () => {
    const bound = 2 ** 52 + 1;
    const thirds = [0, 0, 0];
    for (let counter = 0; counter < 3000; counter++)
      thirds[Math.floor((3 * randomInteger(root, counter, bound)) / bound)]!++;
    for (const third of thirds) expect(Math.abs(third - 1000)).toBeLessThan(100);
  });

  it('refuses bounds and counters that mean nothing', () => {
    for (const bound of [0, -1, 1.5, NaN, Infinity])
      expect(() => randomInteger(root, 0, bound)).toThrow(
        `randomInteger: the bound must be a safe integer of at least 1, got ${bound}. Draw from a set that is not empty.`,
      );
    expect(() => randomInteger(root, -1, 6)).toThrow(
      'randomInteger: the position must be a safe integer of at least 0, got -1.',
    );
  });
});
