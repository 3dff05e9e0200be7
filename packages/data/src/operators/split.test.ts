import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError, fromColumns, fromIterable, map, shuffle, split, take, type Dataset } from '../index.ts';
import { rest } from '../testing/rest.ts';

function read<T>(data: Dataset<T>, epoch = 0): T[] {
  return rest(data.open({ epoch, index: 0 }));
}

const hundred = fromIterable(Array.from({ length: 100 }, (_, index) => index));

test('parts have no row in common and together all of them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 4 }), fc.nat(), (sizes, seed) => {
      const count = sizes.reduce((sum, size) => sum + size, 0);
      const parts = split(fromColumns({ x: Int32Array.from({ length: count }, (_, row) => row) }), { seed, sizes });
      expect(parts.map(part => part.length)).toEqual(sizes);
      expect(
        parts
          .flatMap(part => read(part))
          .map(({ x }) => x)
          .sort((a, b) => a - b),
      ).toEqual(Array.from({ length: count }, (_, row) => row));
    }),
    { numRuns: 50 },
  );
});

test('fractions leave no row out', () => {
  for (const length of [0, 1, 10, 99, 100]) {
    const parts = split(hundred.pipe(take(length)), { seed: 1, fractions: [0.5, 0.3, 0.2] });
    expect(parts.reduce((sum, part) => sum + part.length!, 0)).toBe(length);
  }
  expect(split(hundred, { seed: 1, fractions: [0.8, 0.2] }).map(part => part.length)).toEqual([80, 20]);
});

test('parts are drawn by the seed and stay the same in every epoch', () => {
  const [a] = split(hundred, { seed: 1, sizes: [80, 20] }),
    [again] = split(hundred, { seed: 1, sizes: [80, 20] }),
    [other] = split(hundred, { seed: 2, sizes: [80, 20] });
  expect(read(a)).toEqual(read(again));
  expect(read(a, 3)).toEqual(read(a));
  expect(read(a)).not.toEqual(read(other));
  expect(read(a)).not.toEqual([...read(a)].sort((x, y) => x - y));
});

test('parts go on through the operators', () => {
  const [training, test] = split(hundred.pipe(map(x => x * 2)), { seed: 1, sizes: [80, 20] });
  const seen = [0, 1].map(epoch => new Set(read(training.pipe(shuffle({ seed: 1 })), epoch)));
  expect(seen[0]).toEqual(seen[1]);
  expect(read(test).some(item => seen[0]!.has(item))).toBe(false);
});

describe('refuses', () => {
  test.each<[string, () => unknown, string]>([
    [
      'sizes that leave rows out',
      () => split(hundred, { seed: 1, sizes: [80, 10] }),
      'split: sizes must add up to 100, got [80, 10], which add up to 90.',
    ],
    [
      'fractions that leave rows out',
      () => split(hundred, { seed: 1, fractions: [0.8, 0.1] }),
      'split: fractions must add up to 1, got [0.8, 0.1]',
    ],
    [
      'negative fractions',
      () => split(hundred, { seed: 1, fractions: [1.5, -0.5] }),
      'split: fractions must not be negative, got [1.5, -0.5].',
    ],
    [
      'negative sizes',
      () => split(hundred, { seed: 1, sizes: [101, -1] }),
      'split: each size must be a whole number, at least 0, got -1.',
    ],
    [
      'shuffled datasets, whose epochs would mix the parts',
      () => split(hundred.pipe(shuffle({ seed: 1 })), { seed: 1, sizes: [80, 20] }),
      'got a dataset with another order for each epoch. Split first',
    ],
    [
      'what is read from front to back',
      () =>
        split(
          fromIterable(() => [1]),
          { seed: 1, sizes: [1] },
        ),
      'got a dataset read from front to back.',
    ],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(DataError);
    expect(attempt).toThrow(message);
  });
});
