import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { fromTables } from '../tables/from-tables.ts';
import {
  batch,
  cache,
  collect,
  concat,
  interleave,
  epochs,
  fromAsyncIterable,
  fromColumns,
  fromIterable,
  map,
  shuffle,
  take,
} from '../index.ts';
import { mappedOnce } from '../core/mapped.ts';
import { tablesOfSizes } from '../testing/tables-of-sizes.ts';
import { rest } from '../testing/rest.ts';

function counted() {
  let reads = 0;
  const data = fromIterable(epoch => {
    reads++;
    return [epoch * 10 + 1, epoch * 10 + 2];
  });
  return { data, reads: () => reads };
}

describe('cache', () => {
  test('reads the source once, and gives its first epoch in every epoch', () => {
    const { data, reads } = counted();
    const cached = data.pipe(cache(), epochs(3));
    expect(rest(cached.open())).toEqual([1, 2, 1, 2, 1, 2]);
    expect(rest(cached.open({ epoch: 2, index: 1 }))).toEqual([2]);
    expect(reads()).toBe(1);
  });

  test('keeps nothing of an epoch that was left, and resumes in a later one by reading the first', () => {
    const { data, reads } = counted();
    const cached = data.pipe(cache(), epochs(2));
    const iterator = cached.open();
    void iterator.next();
    iterator.close();
    expect(rest(cached.open({ epoch: 1, index: 1 }))).toEqual([2]);
    expect([reads(), rest(cached.open()), reads()]).toEqual([2, [1, 2, 1, 2], 2]);
  });

  test('of fewer items than there are keeps none, so that a later reading gets all', () => {
    const { data, reads } = counted();
    const cached = data.pipe(cache());
    expect([rest(cached.pipe(take(1)).open()), rest(cached.open()), reads()]).toEqual([[1], [1, 2], 2]);
  });

  test('keeps what is awaited', async () => {
    let opened = 0;
    const data = fromAsyncIterable(async function* () {
      opened++;
      yield 1;
      yield 2;
    }).pipe(cache(), epochs(3));
    expect(await lastValueFrom(data.pipe(toArray()))).toEqual([1, 2, 1, 2, 1, 2]);
    expect(opened).toBe(1);
  });

  test('is an error if there are more items than its limit, and is one again', () => {
    const { data } = counted();
    const message =
      'cache: there must be at most 1 items, got more. Raise the limit, or read the source in each epoch.';
    const cached = data.pipe(cache({ limit: 1 }));
    for (const _ of [1, 2]) expect(() => rest(cached.open())).toThrow(message);
    expect(rest(data.pipe(cache({ limit: 2 })).open())).toEqual([1, 2]);
  });

  test('is not written over by what reads another dataset in turn with it', () => {
    const ones = fromIterable(() => [1, 1]).pipe(batch(1));
    for (const join of [
      concat<[typeof ones, typeof ones]>,
      (...both: [typeof ones, typeof ones]) => interleave(both),
    ]) {
      const cached = ones.pipe(cache());
      rest(cached.open());
      const iterator = join(cached, fromIterable(() => [7, 7]).pipe(batch(1))).open();
      for (let item = iterator.next(); item !== undefined; item = iterator.next(item as never));
      expect(rest(cached.open()).map(item => item.toArray())).toEqual([[1], [1]]); // prettier-ignore
    }
  });

  test('refuses items behind an operator that keeps a state', () => {
    const stateful = counted().data.derive(reader => mappedOnce(reader, x => x));
    expect(() => stateful.pipe(cache())).toThrow('Put cache before it.');
  });

  test('keeps the first complete subscription of any other observable', async () => {
    let subscribed = 0;
    const source$ = from(
      (function* () {
        subscribed++;
        yield* [1, 2, 3];
      })(),
    );
    const cached$ = source$.pipe(cache());
    for (const _ of [1, 2]) expect(await lastValueFrom(cached$.pipe(toArray()))).toEqual([1, 2, 3]);
    expect(subscribed).toBe(1);
  });
});

describe('collect', () => {
  test('gives rows that can be read in any order', async () => {
    const rows = await collect(fromIterable(() => [1, 2, 3, 4, 5, 6, 7, 8]));
    expect([rows.length, rest(rows.open())]).toEqual([8, [1, 2, 3, 4, 5, 6, 7, 8]]);
    const shuffled = rest(rows.pipe(shuffle({ seed: 1 })).open());
    expect([...shuffled].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('reads one epoch, also of endless ones, and closes the source', async () => {
    let closed = 0;
    const endless = fromIterable(function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        closed++;
      }
    }).pipe(epochs(Infinity));
    expect([(await collect(endless)).length, closed]).toEqual([2, 1]);
  });

  test('keeps rows of files in columns: the same records and batches as from front to back', async () => {
    const { data, numbers } = tablesOfSizes([3, 1, 4], { offsets: true, later: true });
    const rows = await collect(data);
    expect([rows.length, rest(rows.open())]).toEqual([8, await lastValueFrom(data.pipe(toArray()))]);
    const shown = (batch: object): string => Object.values(batch).join();
    const batches = rest((await collect(numbers)).pipe(batch(3)).open()).map(shown);
    expect(batches).toEqual((await lastValueFrom(numbers.pipe(batch(3), toArray()))).map(shown));
    const cities = new Set(rest(rows.pipe(shuffle({ seed: 1 })).open()).map(({ city }) => city));
    expect(cities).toEqual(new Set(['Rome', 'Oslo', 'Bern', null]));
    expect(() => rows.pipe(batch(2)).open().next()).toThrow('collate: field city: must be a number');
    expect((await collect(tablesOfSizes([]).data)).length).toBe(0);
    await expect(collect(data, { limit: 7 })).rejects.toThrow('collect: there must be at most 7 items');
  });

  test('refuses tables that are not alike', async () => {
    const given = [4, 6].map(length => ({
      rows: 2,
      columns: { x: { data: new Float32Array(length), shape: [length / 2], dtype: 'float32' as const } },
    }));
    await expect(collect(fromTables({ read: () => ({ next: () => given.shift() }) }))).rejects.toThrow(
      'collect: column x: tables must be alike, float32 [2] as the first, got float32 [3].',
    );
  });

  test('keeps the count of skipped rows', async () => {
    const some = fromColumns({ x: [1, NaN, 3] }, { missing: 'skip' });
    expect((await collect(some)).skipped).toBe(1);
  });

  test('passes errors on, and has a limit', async () => {
    const broken = fromIterable([1, 2, 3]).pipe(
      map(x => {
        if (x === 2) throw new Error('broken');
        return x;
      }),
    );
    await expect(collect(broken)).rejects.toThrow('broken');
    await expect(collect(fromIterable([1, 2, 3]), { limit: 2 })).rejects.toThrow(
      'collect: there must be at most 2 items, got more. Raise the limit,',
    );
  });
});
