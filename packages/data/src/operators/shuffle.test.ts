import { from, toArray, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { epochs, fromIterable, shuffle, type Dataset } from '../index.ts';
import { rest } from '../testing/rest.ts';

const items = Array.from({ length: 50 }, (_, index) => index);

function read(data: Dataset<number>, epoch: number): number[] {
  return rest(data.open({ epoch, index: 0 }));
}

function pushed(stream$: Observable<number>): number[] {
  let seen: number[] = [];
  stream$.pipe(toArray()).subscribe(all => (seen = all));
  return seen;
}

describe.each([
  ['of rows', fromIterable(items), undefined],
  ['of a window', fromIterable(() => items), 10],
])('the order %s', (_, source, window) => {
  const options = window === undefined ? {} : { window };
  const shuffled = source.pipe(shuffle({ seed: 7, ...options }));

  test('is another one in each epoch', () => {
    const orders = [0, 1, 2, 3].map(epoch => read(shuffled, epoch).join());
    expect(new Set(orders).size).toBe(4);
  });

  test('holds every item once', () => {
    expect(read(shuffled, 5).sort((a, b) => a - b)).toEqual(items);
  });

  test('is the same for the same seed and epoch, and another one for another seed', () => {
    expect(read(source.pipe(shuffle({ seed: 7, ...options })), 3)).toEqual(read(shuffled, 3));
    expect(read(source.pipe(shuffle({ seed: 8, ...options })), 3)).not.toEqual(read(shuffled, 3));
  });

  test('of epochs is that of each epoch', () => {
    expect(pushed(shuffled.pipe(epochs(3)))).toEqual([0, 1, 2].flatMap(epoch => read(shuffled, epoch)));
  });
});

test('a window holds back no more items than it has room for', () => {
  read(fromIterable(() => items).pipe(shuffle({ seed: 7, window: 5 })), 0).forEach((item, at) =>
    expect(item).toBeLessThanOrEqual(at + 5),
  );
});

test('a stream is shuffled like the first epoch of a dataset without length', () => {
  expect(pushed(from(items).pipe(shuffle({ seed: 7, window: 5 })))).toEqual(
    read(fromIterable(() => items).pipe(shuffle({ seed: 7, window: 5 })), 0),
  );
});

test('every item comes equally often to every place', () => {
  const places = items.map(() => 0),
    runs = 400;
  const shuffled = fromIterable(items).pipe(shuffle({ seed: 1 }));
  for (let epoch = 0; epoch < runs; epoch++) places[read(shuffled, epoch).indexOf(0)]!++;
  const expected = runs / items.length;
  const chiSquare = places.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(85); // 49 degrees of freedom: above with a probability of 0.001
});

test('refuses a window without room', () => {
  expect(() => shuffle({ seed: 1, window: 0 })).toThrow('shuffle: window must be a whole number, at least 1, got 0.');
});
