import { describe, expect, test } from 'vitest';
import { DataError, fromIterable, type Dataset } from '../index.ts';
import { rest } from '../testing/rest.ts';

function read<T>(data: Dataset<T>, epoch = 0): T[] {
  return rest(data.open({ epoch, index: 0 }));
}

test('an array has a length, anything else has none', () => {
  expect(fromIterable([1, 2]).length).toBe(2);
  expect(fromIterable(new Set([1, 2])).length).toBeUndefined();
});

test('arrays, sets and functions can be read in every epoch', () => {
  for (const data of [
    fromIterable([1, 2]),
    fromIterable(new Set([1, 2])),
    fromIterable(function* () {
      yield 1;
      yield 2;
    }),
  ])
    expect([read(data), read(data, 1)]).toEqual([
      [1, 2],
      [1, 2],
    ]);
});

test('a function may give other items in another epoch', () => {
  expect(
    read(
      fromIterable(epoch => [epoch, epoch + 1]),
      4,
    ),
  ).toEqual([4, 5]);
});

test('zero, null and false are items', () => {
  expect(read(fromIterable<unknown>([0, null, false]))).toEqual([0, null, false]);
  const iterator = fromIterable<unknown>(() => [0, null, false]).open();
  expect([
    iterator.ended,
    iterator.next(),
    iterator.ended,
    iterator.next(),
    iterator.ended,
    iterator.next(),
    iterator.ended,
  ]).toEqual([false, 0, false, null, false, false, true]);
});

describe('refuses', () => {
  test('an iterator that runs once', () => {
    const once = [1, 2].values();
    expect(() => fromIterable(once, { name: 'lines' })).toThrow(
      'lines: items must be iterable more than once, got an iterator that runs once. Give the function that makes it, or an array.',
    );
  });

  async function* later() {
    yield 1;
  }

  test.each([
    ['an async generator', later(), 'an async iterable. Use fromAsyncIterable.'],
    ['a promise', Promise.resolve([1]), 'Promise. Await it before, or use fromAsyncIterable.'],
    ['an object', { a: 1 }, 'Object. Give an array, or the function that makes one.'],
    ['null', null, 'null. Give an array, or the function that makes one.'],
    ['a number', 3, '3. Give an array, or the function that makes one.'],
  ])('%s, also from a function', (_, items, words) => {
    const message = `lines: items must be iterable at once, got ${words}`;
    expect(() => fromIterable(items as never, { name: 'lines' })).toThrow(message);
    const errors: Error[] = [];
    fromIterable(() => items as never, { name: 'lines' }).subscribe({ error: (error: Error) => errors.push(error) });
    expect(errors[0]!.message).toBe(message);
  });

  test.each([[[1, undefined]], [() => [1, undefined]]])('an item that is undefined, in its row', items => {
    const errors: unknown[] = [];
    fromIterable<number | undefined>(items, { name: 'lines' }).subscribe({ error: error => errors.push(error) });
    expect(errors[0]).toBeInstanceOf(DataError);
    expect(errors[0]).toMatchObject({ source: 'lines', row: 1 });
  });
});
