import { describe, expect, it } from 'vitest';
import { key } from './key.ts';
import { permutation } from './permutation.ts';

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
