import { Subject, lastValueFrom, mergeMap, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { concat, DataError, Dataset, epochs, filter, flatMap, fromIterable, skip, zip } from '../index.ts';
import { rest } from '../testing/rest.ts';

const rows = fromIterable([1, 2, 3, 4]);
const read = fromIterable(function* () {
  yield* [10, 20];
});

describe('concat', () => {
  it('reads an epoch of each dataset, and goes to an offset directly where lengths are known', () => {
    let first = 0;
    const counted = new Dataset<number>({
      length: 2,
      read: (_, index) => ({ next: () => (first++, index < 2 ? ++index : undefined) }),
    });
    const both = concat(counted, rows).pipe(epochs(2));
    expectTypeOf(both).toEqualTypeOf<Dataset<number>>();
    expect([both.length, rest(both.open())]).toEqual([6, [1, 2, 1, 2, 3, 4, 1, 2, 1, 2, 3, 4]]);
    first = 0;
    expect(rest(both.open({ epoch: 1, index: 3 }))).toEqual([2, 3, 4]);
    expect(first).toBe(0);
    expect(concat(read, rows).length).toBeUndefined();
    expect(rest(concat(read, rows).open({ epoch: 0, index: 3 }))).toEqual([2, 3, 4]);
  });

  it('refuses datasets with different numbers of epochs', () => {
    expect(() => concat(rows, read.pipe(epochs(2)))).toThrow(DataError);
    expect(() => concat(rows, read.pipe(epochs(2)))).toThrow(
      'concat: datasets must have as many epochs as each other, got 1, 2. Apply epochs after concat.',
    );
  });

  it('is that of RxJS if a source is not a dataset', async () => {
    const both = concat(rows, of(5));
    expect(both).not.toBeInstanceOf(Dataset);
    expect(await lastValueFrom(both.pipe(toArray()))).toEqual([1, 2, 3, 4, 5]);
  });

  it('of nothing is empty', () => {
    expect([concat().length, rest(concat().open()), rest(zip().open())]).toEqual([0, [], []]);
  });

  it('releases each source when it has been read', () => {
    const closed: string[] = [];
    const source = (name: string) =>
      new Dataset<number>({
        length: undefined,
        read: (_, index) => ({ next: () => (index < 1 ? ++index : undefined), close: () => closed.push(name) }),
      });
    const iterator = concat(source('a'), source('b')).open();
    void [iterator.next(), iterator.next()];
    expect(closed).toEqual(['a']);
    iterator.close();
    expect(closed).toEqual(['a', 'b']);
  });
});

describe('zip', () => {
  it('starts each epoch at its first items, also behind operators of RxJS', async () => {
    const both = fromIterable([1, 2, 3]).pipe(
      epochs(2),
      mergeMap(x => [x, -x]),
    ) as Dataset<number>;
    const pairs = zip(both, fromIterable([1, 2, 3]).pipe(epochs(2)));
    const all = [[1, 1], [-1, 2], [2, 3], [1, 1], [-1, 2], [2, 3]]; // prettier-ignore
    expect(await lastValueFrom(pairs.pipe(toArray()))).toEqual(all);
  });

  it('ends an epoch with the shortest, and keeps the types of the items', () => {
    const pairs = zip(rows, fromIterable(['a', 'b', 'c']));
    expectTypeOf(pairs).toEqualTypeOf<Dataset<[number, string]>>();
    const all = [[1, 'a'], [2, 'b'], [3, 'c']]; // prettier-ignore
    expect([pairs.length, rest(pairs.pipe(epochs(2)).open())]).toEqual([3, [...all, ...all]]);
    expect(rest(pairs.open({ epoch: 0, index: 2 }))).toEqual([[3, 'c']]);
    expect(rest(zip(rows, read).open())).toEqual([[1, 10], [2, 20]]); // prettier-ignore
  });

  it('is that of RxJS if a source is not a dataset', async () => {
    expect(await lastValueFrom(zip(rows, of('a')).pipe(toArray()))).toEqual([[1, 'a']]);
  });
});

describe('filter, flatMap and skip', () => {
  it('pull one item after the other', () => {
    const some = rows.pipe(
      filter(x => x !== 2),
      flatMap(x => [x, -x]),
      skip(1),
    );
    expectTypeOf(some).toEqualTypeOf<Dataset<number>>();
    expect(rest(some.open())).toEqual([-1, 3, -3, 4, -4]);
    expect(rest(some.open({ epoch: 0, index: 3 }))).toEqual([4, -4]);
  });

  it('skip leaves out items of each epoch before epochs, and of all together after it', () => {
    expect(rest(rows.pipe(skip(3), epochs(2)).open())).toEqual([4, 4]);
    expect(rest(rows.pipe(epochs(2), skip(3)).open())).toEqual([4, 1, 2, 3, 4]);
    expect([rows.pipe(skip(9)).length, rows.pipe(epochs(Infinity), skip(3)).length]).toEqual([0, Infinity]);
  });

  it('pass many items that give none, without a stack', () => {
    const many = fromIterable(Array.from({ length: 100_000 }, (_, i) => i));
    expect(rest(many.pipe(flatMap(x => (x === 99_999 ? [x] : []))).open())).toEqual([99_999]);
    expect(rest(many.pipe(filter(x => x === 99_999)).open())).toEqual([99_999]);
  });

  it.each([
    ['a promise', Promise.resolve([1]), 'a promise'],
    ['a number', 1, '1'],
    ['nothing', null, 'null'],
  ])('flatMap refuses %s', async (_, returned, given) => {
    const expand = flatMap((_: number) => returned as unknown as number[]);
    const message = `flatMap: the function must return an iterable of items, got ${given}. Return an array;`;
    expect(() => rest(rows.pipe(expand).open())).toThrow(message);
    await expect(lastValueFrom(of(1).pipe(expand))).rejects.toThrow(message);
  });

  it('act on any other observable as those of RxJS do', async () => {
    const number$ = new Subject<number>();
    const seen = lastValueFrom(
      number$.pipe(
        filter((x: number) => x > 1),
        skip(1),
        flatMap((x: number) => [x, x]),
        toArray(),
      ),
    );
    [1, 2, 3].forEach(x => number$.next(x));
    number$.complete();
    expect(await seen).toEqual([3, 3]);
  });
});
