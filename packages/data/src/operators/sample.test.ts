import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { batch, DataError, fromIterable, sample, type Dataset } from '../index.ts';
import { rest } from '../testing/rest.ts';

const items = Array.from({ length: 20 }, (_, index) => index);

function read(data: Dataset<number>, epoch: number): number[] {
  return rest(data.open({ epoch, index: 0 }));
}

describe('with replacement', () => {
  const sampled = fromIterable(items).pipe(sample({ withReplacement: true, seed: 7, size: 20_000 }));

  test('draws every row equally often', () => {
    const counts = items.map(() => 0);
    for (const item of read(sampled, 0)) counts[item]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(43.8); // 19 degrees of freedom: above with a probability of 0.001
  });

  test('draws independently of the draw before', () => {
    const draws = read(sampled, 0);
    const repeats = draws.filter((item, at) => at > 0 && item === draws[at - 1]).length;
    expect(Math.abs(repeats - 1000)).toBeLessThan(4 * Math.sqrt(1000 * 0.95));
  });

  test('draws other rows in each epoch, the same ones for the same seed', () => {
    expect(read(sampled, 1)).not.toEqual(read(sampled, 0));
    expect(read(fromIterable(items).pipe(sample({ withReplacement: true, seed: 7, size: 20_000 })), 1)).toEqual(
      read(sampled, 1),
    );
  });

  test('draws as many as there are when no size is given', () => {
    expect(fromIterable(items).pipe(sample({ withReplacement: true, seed: 7 })).length).toBe(20);
  });
});

test('without replacement draws no row twice in an epoch', () => {
  const sampled = fromIterable(items).pipe(sample({ withReplacement: false, seed: 7, size: 15 }));
  for (const epoch of [0, 1, 2]) expect(new Set(read(sampled, epoch)).size).toBe(15);
  expect(read(sampled, 0)).not.toEqual(read(sampled, 1));
});

describe('refuses', () => {
  const replacing = sample({ withReplacement: true, seed: 1, size: 5 });
  test.each<[string, () => unknown, string]>([
    [
      'more rows than there are',
      () => sample({ withReplacement: false, seed: 1, size: 21 })(fromIterable(items)),
      'sample: size must be at most the number of rows, 20, got 21.',
    ],
    [
      'to draw from nothing',
      () => replacing(fromIterable([])),
      'sample: size must be at most the number of rows, 0, got 5.',
    ],
    [
      'what is read from front to back',
      () => replacing(fromIterable(() => items)),
      'sample: the source must have rows that can be read in any order, got a dataset read from front to back.',
    ],
    ['batches', () => replacing(fromIterable(items).pipe(batch(2))), 'Sample before batch'],
    ['streams', () => replacing(of(1) as never), 'got an observable.'],
    [
      'half a row',
      () => sample({ withReplacement: true, seed: 1, size: 0.5 }),
      'sample: size must be a whole number, at least 0, got 0.5.',
    ],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(DataError);
    expect(attempt).toThrow(message);
  });
});
