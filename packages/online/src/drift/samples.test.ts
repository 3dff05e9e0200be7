import { key } from '@thalweg/tensor';
import { expect, test } from 'vitest';
import { indexSampler } from './samples.ts';

test('draws different indices, each set equally often (chi-square)', () => {
  const sample = indexSampler(key(7), 5, 2);
  const sets = new Map<string, number>();
  for (let counter = 0; counter < 5000; counter++) {
    const [a, b] = Array.from(sample(counter)).sort();
    expect(a).not.toBe(b);
    sets.set(`${a} ${b}`, (sets.get(`${a} ${b}`) ?? 0) + 1);
  }
  expect(sets.size).toBe(10);
  // 9 degrees of freedom: the 99.9 % quantile is 27.9.
  expect([...sets.values()].reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0)).toBeLessThan(27.9);
});

test('a set depends on nothing but the key and the counter', () => {
  const [one, other] = [indexSampler(key(7), 70, 30), indexSampler(key(7), 70, 30)];
  const expected = Array.from(one(2 ** 32 + 3));
  other(0);
  expect(Array.from(other(2 ** 32 + 3))).toEqual(expected);
  expect(Array.from(other(3))).not.toEqual(expected);
  expect(new Set(Array.from(indexSampler(key(1), 30, 30)(0))).size).toBe(30);
});
