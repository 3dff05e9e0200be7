import fc from 'fast-check';
import { randomInteger, type Key } from '@thalweg/tensor';
import { from, lastValueFrom, map as mapRx, of, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import {
  atOnce,
  batch,
  type Dataset,
  epochs,
  filter,
  flatMap,
  fromColumns,
  fromIterable,
  type ItemContext,
  kFold,
  map,
  mapAsync,
  mapField,
  sample,
  shard,
  shuffle,
  skip,
  slidingWindow,
  split,
  take,
} from '../index.ts';
import { tablesOfSizes } from '../testing/tables-of-sizes.ts';

type Seen = readonly [item: number, epoch: number, index: number, key: string];

const seen = (item: number, { key, epoch, index }: ItemContext): Seen => [item, epoch, index, String(key)];
const all = <T>(data: Dataset<T>): Promise<T[]> => lastValueFrom(data.pipe(toArray()));
const rows = (count: number): Dataset<number> => fromIterable(Array.from({ length: count }, (_, row) => row));
const fromFront = (count: number): Dataset<number> =>
  fromIterable(() => Array.from({ length: count }, (_, row) => row));
const places = (items: readonly Seen[]): (readonly number[])[] => items.map(([, epoch, index]) => [epoch, index]);

const IN_TWO_EPOCHS = [0, 1].flatMap(epoch => [0, 1, 2].map(index => [epoch, index]));

test('items have their epoch and their index in it, in any kind of dataset and in streams', async () => {
  expect(places(await all(rows(3).pipe(map(seen, { seed: 1 }), epochs(2))))).toEqual(IN_TWO_EPOCHS);
  expect(places(await all(rows(3).pipe(epochs(2), map(seen, { seed: 1 }))))).toEqual(IN_TWO_EPOCHS);
  expect(places(await all(fromFront(3).pipe(epochs(2), map(seen, { seed: 1 }))))).toEqual(IN_TWO_EPOCHS);
  const lifted = fromFront(3).pipe(
    epochs(2),
    mapRx(x => x),
  ) as Dataset<number>;
  expect(places(await all(lifted.pipe(map(seen, { seed: 1 }))))).toEqual(IN_TWO_EPOCHS);
  const stream = of(7, 8).pipe(map(seen, { seed: 1 }), toArray());
  expect(places(await lastValueFrom(stream))).toEqual([[0, 0], [0, 1]]); // prettier-ignore
  expect(places(await lastValueFrom(stream))).toEqual([[0, 0], [0, 1]]); // prettier-ignore
  const later = from([7, 8]).pipe(mapAsync(seen, { seed: 1 }), toArray());
  expect(await lastValueFrom(later)).toEqual(await lastValueFrom(of(7, 8).pipe(map(seen, { seed: 1 }), toArray())));
});

test('the index is that of the source of the operator: after filter and flatMap, which give fewer and more items', async () => {
  const odd = fromFront(6).pipe(filter(x => x % 2 > 0), map(seen, { seed: 1 })); // prettier-ignore
  expect((await all(odd)).map(([item, , index]) => [item, index])).toEqual([[1, 0], [3, 1], [5, 2]]); // prettier-ignore
  const twice = fromFront(2).pipe(flatMap(x => [x, x]), map(seen, { seed: 1 })); // prettier-ignore
  expect((await all(twice)).map(([item, , index]) => [item, index])).toEqual([[0, 0], [0, 1], [1, 2], [1, 3]]); // prettier-ignore
});

test('a key follows from the seed, the epoch and the index, and differs from those of shuffle', async () => {
  const keys = async (seed: number): Promise<string[]> =>
    (await all(rows(20).pipe(map(seen, { seed }), epochs(3)))).map(([, , , key]) => key);
  const [seven, again, eight] = [await keys(7), await keys(7), await keys(8)];
  expect(again).toEqual(seven);
  expect(new Set([...seven, ...eight]).size).toBe(120);
  const mapped = await all(fromFront(20).pipe(epochs(3), mapAsync(seen, { seed: 7 })));
  expect(mapped.map(([, , , key]) => key)).toEqual(seven);
});

test('rows keep their indices whatever permutes, splits, samples or cuts them later', async () => {
  const source = rows(12).pipe(shuffle({ seed: 3 }), map(seen, { seed: 1 }));
  for (const epoch of [0, 1]) {
    const placed = new Map<number, Seen>();
    for (const each of await all(source.pipe(epochs(2)))) if (each[1] === epoch) placed.set(each[0], each);
    const later = [
      shuffle({ seed: 4 }), take(7), skip(3), shard(1, 3), sample({ seed: 5, withReplacement: true }),
    ]; // prettier-ignore
    for (const operator of later) {
      const found = (await all((operator(source) as Dataset<Seen>).pipe(epochs(2)))).filter(([, e]) => e === epoch);
      expect(found.length).toBeGreaterThan(0);
      for (const each of found) expect(each).toEqual(placed.get(each[0]));
    }
  }
  const fixed = rows(12).pipe(map(seen, { seed: 1 }));
  const parts = [...split(fixed, { seed: 1, sizes: [8, 4] }), ...kFold(fixed, 3).map(({ validation }) => validation)];
  for (const part of parts) for (const [item, , index] of await all(part.pipe(epochs(2)))) expect(index).toBe(item);
  expect(places((await all(fixed.pipe(slidingWindow(2), epochs(2)))).flat()).slice(-4)).toEqual([[1, 9], [1, 10], [1, 10], [1, 11]]); // prettier-ignore
  expect((await all(fixed.pipe(map(([, epoch, index]) => ({ epoch, index })), batch(5), epochs(2)))).at(-1)!.epoch.toArray()).toEqual([1, 1]); // prettier-ignore
});

test('a message names the row of the source after map, too', () => {
  const data = fromColumns({ x: [1, NaN, 3, 4] }, { missing: 'skip' }).pipe(
    map(({ x }) => ({ x: x === 3 ? [1, 2] : [1] })),
    batch(4),
  );
  expect(() => data.open().next()).toThrow('float32 [2] in row 2');
});

test('results do not depend on the order in which they arrive', async () => {
  const slow = async (item: number, context: ItemContext): Promise<Seen> => {
    for (let turn = (item * 7) % 5; turn >= 0; turn--) await new Promise(resolve => setImmediate(resolve));
    return seen(item, context);
  };
  const expected = await all(fromFront(9).pipe(map(seen, { seed: 7 }), epochs(2)));
  const unordered = fromFront(9).pipe(mapAsync(slow, { concurrency: 4, ordered: false, seed: 7 }), epochs(2));
  const came = await all(unordered);
  expect(came).not.toEqual(expected);
  expect([...came].sort(([a, e], [b, f]) => e - f || a - b)).toEqual(expected);
  const iterator = unordered.open();
  const first = [await iterator.next(), await iterator.next(), await iterator.next()] as Seen[];
  const resumed = unordered.open(JSON.parse(JSON.stringify(iterator.offset)) as typeof iterator.offset);
  for (let item = await resumed.next(); item !== undefined; item = await resumed.next()) first.push(item);
  expect(first.sort(([a, e], [b, f]) => e - f || a - b)).toEqual(expected);
});

test('mapField gives the same values by tables, by records and in streams, with a key for each record', async () => {
  const drawn = (value: number, { key, epoch, index }: ItemContext): number =>
    randomInteger(key, 0, 1000) + value + epoch + index;
  const { numbers: data } = tablesOfSizes([2, 3, 1], { known: true, offsets: true });
  const keyed = data.pipe(mapField('id', drawn, { seed: 7 }), epochs(2));
  const records = await all(keyed);
  const columns = (await all(keyed.pipe(batch(4)))).flatMap(({ id }) => id.toArray() as number[]);
  expect(columns).toEqual(records.map(({ id }) => id));
  const rest = data.pipe(skip(3), mapField('id', drawn, { seed: 7 }));
  expect(atOnce(rest.pipe(batch(3)).open().next())!.id.toArray()).toEqual((await all(rest)).map(({ id }) => id));
  const stream = from(await all(data)).pipe(mapField('id', drawn, { seed: 7 }), toArray());
  expect((await lastValueFrom(stream)).map(({ id }) => id)).toEqual(records.slice(0, 6).map(({ id }) => id));
});

test('mapField calls its function for each record of a category if it has keys', async () => {
  const table = {
    rows: 3,
    columns: { text: { data: Int32Array.of(0, 0, 0), shape: [], dtype: 'int32' as const, categories: ['a'] } },
  };
  const { fromTables } = await import('../tables/from-tables.ts');
  const data = fromTables<{ text: string }>({
    read: () => {
      let given = false;
      return { next: () => (given ? undefined : ((given = true), table)) };
    },
  });
  const numbered = data.pipe(
    mapField('text', (_, { index }) => index, { seed: 1 }),
    batch(3),
  );
  expect(atOnce(numbered.open().next())!.text.toArray()).toEqual([0, 1, 2]);
});

test('reading the key without a seed says how to give one; epoch and index need none', () => {
  const keyed = rows(1).pipe(map((_, { key }) => key));
  expect(() => keyed.open().next()).toThrow(
    'map: a function that reads the key needs a seed, got none. Try map(…, { seed: 7 }).',
  );
  expect(() => map(x => x, { seeds: 7 } as object)).toThrow("Did you mean 'seed'?");
  expect(() => map(x => x, { seed: 0.5 })).toThrow('map: seed must be a whole number, got 0.5');
  expect(() => mapAsync(x => x, { seed: 0.5 })).toThrow('mapAsync: seed must be a whole number');
  expect(() => mapField('x', x => x, { seed: 0.5 })).toThrow('mapField: seed must be a whole number');
  expect(atOnce(rows(1).pipe(map((_, { epoch, index }) => [epoch, index])).open().next())).toEqual([0, 0]); // prettier-ignore
});

test('a context that is kept stays that of its item, also for functions with defaults and rest parameters', async () => {
  const kept: ItemContext[] = [];
  await all(rows(3).pipe(map((item, context) => (kept.push(context), item), { seed: 1 })));
  expect(kept.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(new Set(kept.map(({ key }: { key: Key }) => String(key))).size).toBe(3);
  const none = { epoch: -1, index: -1, key: [0, 0] as const };
  expect(await all(rows(2).pipe(map((_, { index } = none) => index)))).toEqual([0, 1]);
  expect(await all(rows(2).pipe(map((...given) => given[1].index)))).toEqual([0, 1]);
});

test('pipelines of keyed maps, shuffles, filters and batches give the same after a resume at every place', async () => {
  const steps = [
    (data: Dataset<number>, seed: number) => data.pipe(shuffle({ seed, window: 3 })),
    (data: Dataset<number>, seed: number) => data.pipe(map((x, { key }) => x + randomInteger(key, 0, 50), { seed })),
    (data: Dataset<number>) => data.pipe(filter(x => x % 3 > 0)),
    (data: Dataset<number>) =>
      data.pipe(
        map(x => ({ x })),
        batch(2),
        map(({ x }, { epoch, index }) => Number(x.data[0]) + 2 * Number(x.data[1] ?? 5) + epoch + index),
      ),
    (data: Dataset<number>) => data.pipe(epochs(2)),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(20)), { minLength: 1, maxLength: 5 }),
      async (inMemory, chosen) => {
        const make = (): Dataset<number> =>
          chosen.reduce((data, [step, seed]) => steps[step]!(data, seed), inMemory ? rows(7) : fromFront(7));
        const iterator = make().open();
        const offsets = [iterator.offset];
        const items: number[] = [];
        for (let item = atOnce(iterator.next()); item !== undefined; item = atOnce(iterator.next())) {
          items.push(item);
          offsets.push(iterator.offset);
        }
        for (const [read, offset] of offsets.entries()) {
          const again = make().open(offset);
          const rest: number[] = [];
          for (let item = atOnce(again.next()); item !== undefined; item = atOnce(again.next())) rest.push(item);
          expect(rest).toEqual(items.slice(read));
        }
      },
    ),
    { numRuns: 150 },
  );
});
