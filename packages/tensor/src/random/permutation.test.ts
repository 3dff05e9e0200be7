import { describe, expect, it } from 'vitest';
import { key } from './key.ts';
import { permutation } from './permutation.ts';
import { randomInteger } from './random-integer.ts';

describe('permutation', () => {
  it.each([0, 1, 2, 3, 4, 5, 63, 64, 65, 1000, 10_000])('of %i items holds each item once', length => {
    const order = permutation(key(7), length);
    expect(order.slice().sort()).toEqual(Uint32Array.from({ length }, (_, index) => index));
  });

  it('is the same for the same key, another for another', () => {
    expect(permutation(key(7), 100)).toEqual(permutation(key(7), 100));
    expect(permutation(key(7), 100)).not.toEqual(permutation(key(8), 100));
  });

  it('gives all 24 orders of four items alike (chi-square)', () => {
    const seen = new Map<string, number>();
    const count = 24_000;
    for (let seed = 0; seed < count; seed++) {
      const order = permutation(key(seed), 4).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    const statistic = [...seen.values()].reduce((sum, times) => sum + (times - 1000) ** 2 / 1000, 0);
    expect(statistic).toBeLessThan(49.7); // 23 degrees of freedom, p = 0.001
  });

  it('puts every item at every place alike (chi-square)', () => {
    const length = 10;
    const cells = new Array<number>(length * length).fill(0);
    for (let seed = 0; seed < 10_000; seed++)
      for (const [place, item] of permutation(key(seed), length).entries()) cells[length * place + item]!++;
    const statistic = cells.reduce((sum, times) => sum + (times - 1000) ** 2 / 1000, 0);
    expect(statistic).toBeLessThan(126); // 81 degrees of freedom, p = 0.001
  });

  it.each([-1, 0.5, NaN, 2 ** 32])('refuses the length %s', length => {
    expect(() => permutation(key(7), length)).toThrow(
      `permutation: the length must be a whole number from 0 to 2³² − 1, got ${length}. Give the number of items.`,
    );
  });
});

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
