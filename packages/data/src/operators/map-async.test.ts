import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { batch, collect, DataError, type Dataset, fromIterable, mapAsync, shuffle, type Offset } from '../index.ts';
import { mappedOnce } from '../core/mapped.ts';
import { numbersWithOffsets } from '../testing/numbers-with-offsets.ts';

/** Calls that are settled by hand. */
function byHand() {
  const calls = new Map<number, { resolve: (result: number) => void; reject: (error: unknown) => void }>();
  const aborted: number[] = [];
  let most = 0;
  const call = (item: number, { signal }: { signal: AbortSignal }): Promise<number> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => aborted.push(item));
      calls.set(item, { resolve, reject });
      most = Math.max(most, calls.size);
    });
  const settle = async (item: number, error?: Error): Promise<void> => {
    const { resolve, reject } = calls.get(item)!;
    calls.delete(item);
    if (error === undefined) resolve(item * 10);
    else reject(error);
    await turn();
  };
  return { call, settle, aborted, underWay: () => [...calls.keys()], most: () => most };
}

const numbers = (count: number): Dataset<number> => fromIterable(() => Array.from({ length: count }, (_, i) => i));

async function rest<T>(data: Dataset<T>, offset?: Offset): Promise<T[]> {
  const iterator = data.open(offset);
  const items: T[] = [];
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) items.push(item);
  return items;
}

describe('concurrency', () => {
  test('is 1 by default: an item is passed when the next one is asked for', async () => {
    const { call, settle, underWay } = byHand();
    const iterator = numbers(3).pipe(mapAsync(call)).open();
    expect(underWay()).toEqual([]);
    const first = iterator.next();
    expect(underWay()).toEqual([0]);
    await settle(0);
    expect([await first, underWay()]).toEqual([0, []]);
    void iterator.next();
    expect(underWay()).toEqual([1]);
  });

  test('is never exceeded, and one call less is under way while a result is used', async () => {
    const { call, settle, underWay } = byHand();
    const iterator = numbers(9)
      .pipe(mapAsync(call, { concurrency: 3 }))
      .open();
    const first = iterator.next();
    expect(underWay()).toEqual([0, 1, 2]);
    await settle(1);
    await settle(2);
    // Their results wait for that of item 0, and count.
    expect(underWay()).toEqual([0]);
    await settle(0);
    expect([await first, underWay()]).toEqual([0, []]);
    expect(await iterator.next()).toBe(10);
    expect(underWay()).toEqual([3]);
  });

  test('holds for any order in which calls are settled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        async (concurrency, ordered, choices) => {
          const { call, settle, underWay, most } = byHand();
          const read = rest(numbers(12).pipe(mapAsync(call, { concurrency, ordered })));
          for (const choice of choices) {
            const open = underWay();
            if (open.length > 0) await settle(open[choice % open.length]!);
          }
          const expected = Array.from({ length: 12 }, (_, i) => i * 10);
          expect((await read).sort((a, b) => (ordered ? 0 : a - b))).toEqual(expected);
          expect(most()).toBe(Math.min(concurrency, 12));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('order', () => {
  test('is kept when asked for', async () => {
    const wait = (x: number) => new Promise<number>(resolve => setTimeout(() => resolve(x), 8 - 2 * x));
    const data = numbers(4).pipe(mapAsync(wait, { concurrency: 4 }));
    expectTypeOf(data).toEqualTypeOf<Dataset<number>>();
    expect(await rest(data)).toEqual([0, 1, 2, 3]);
  });

  test('is that of the results otherwise', async () => {
    const { call, settle } = byHand();
    const read = rest(numbers(3).pipe(mapAsync(call, { concurrency: 3, ordered: false })));
    for (const item of [2, 0, 1]) await settle(item);
    expect(await read).toEqual([20, 0, 10]);
  });

  test('without it an offset keeps which items were delivered: none comes twice, none is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 11 }),
        fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
        fc.boolean(),
        async (concurrency, stop, choices, later) => {
          const items = Array.from({ length: 11 }, (_, i) => i);
          const over = (hand: ReturnType<typeof byHand>) =>
            numbersWithOffsets(items, later).data.pipe(mapAsync(hand.call, { concurrency, ordered: false }));
          let choice = 0;
          const read = async (offset: Offset | undefined, most: number) => {
            const hand = byHand();
            const iterator = over(hand).open(offset);
            const seen: number[] = [];
            while (seen.length < most) {
              const next = Promise.resolve(iterator.next());
              let item: number | undefined | 'pending' = 'pending';
              void next.then(came => (item = came));
              for (await turn(); item === 'pending'; await turn()) {
                const open = hand.underWay();
                if (open.length > 0) await hand.settle(open[choices[choice++ % 30]! % open.length]!);
              }
              if (item === undefined) break;
              seen.push(item);
            }
            return { seen, position: JSON.parse(JSON.stringify(iterator.offset)) as Offset };
          };
          const first = await read(undefined, stop);
          const second = await read(first.position, 3);
          const third = await read(second.position, Infinity);
          const all = [...first.seen, ...second.seen, ...third.seen];
          expect(all.sort((a, b) => a - b)).toEqual(items.map(item => item * 10));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('without it, what would read items again refuses to resume, and so does an offset without that of the source', async () => {
    const unordered = numbers(5).pipe(mapAsync(async (x: number) => x, { ordered: false }));
    const offset = { epoch: 0, index: 2 };
    expect(() => unordered.open(offset).next()).toThrow(
      'mapAsync: an offset without order must have that of the source, which says what was delivered, got {"index":2}.',
    );
    expect(() =>
      unordered
        .pipe(shuffle({ seed: 1, window: 2 }))
        .open(offset)
        .next(),
    ).toThrow(DataError);
  });
});

describe('a failure', () => {
  test('comes in its place, ends the iterator, aborts what is under way, and is met again', async () => {
    const { call, settle, aborted } = byHand();
    const iterator = numbers(9)
      .pipe(mapAsync(call, { concurrency: 3 }))
      .open();
    const first = iterator.next();
    await settle(1, new Error('no answer'));
    await settle(0);
    expect(await first).toBe(0);
    await expect(async () => iterator.next()).rejects.toThrow('no answer');
    expect(aborted).toEqual([2, 3]);
    expect(iterator.offset).toEqual({ epoch: 0, index: 1 });
    await expect(async () => iterator.next()).rejects.toThrow('no answer');
  });

  test('of the source comes after the results before it', async () => {
    const failing = fromIterable(function* () {
      yield 1;
      yield 2;
      throw new Error('torn');
    });
    for (const ordered of [true, false]) {
      const seen: unknown[] = [];
      const data = failing.pipe(mapAsync(async (x: number) => x, { concurrency: 4, ordered }));
      await data.forEach(item => void seen.push(item)).catch((error: Error) => seen.push(error.message));
      expect(seen).toEqual([1, 2, 'torn']);
    }
  });

  test('of a function that throws, or returns nothing', async () => {
    const thrown = mapAsync((_: number): number => {
      throw new Error('thrown');
    });
    await expect(collect(numbers(2).pipe(thrown))).rejects.toThrow('thrown');
    await expect(collect(numbers(2).pipe(mapAsync(async () => undefined)))).rejects.toThrow(
      'mapAsync: the function must return an item, or a promise of one, got undefined.',
    );
  });
});

test('leaving aborts the calls under way, closes the source, and settles whom waits', async () => {
  const { call, aborted } = byHand();
  let closed = 0;
  const source = fromIterable(function* () {
    try {
      yield* [0, 1, 2, 3];
    } finally {
      closed++;
    }
  });
  const iterator = source.pipe(mapAsync(call, { concurrency: 2 })).open();
  const pending = iterator.next();
  iterator.close();
  expect([await pending, aborted, closed]).toEqual([undefined, [0, 1], 1]);
  const subscription = source.pipe(mapAsync(call, { concurrency: 3 })).subscribe();
  subscription.unsubscribe();
  expect([aborted, closed]).toEqual([[0, 1, 0, 1, 2], 2]);
});

test('items of any other observable wait for their turn', async () => {
  const { call, settle, underWay } = byHand();
  const number$ = new Subject<number>();
  const seen = lastValueFrom(number$.pipe(mapAsync(call, { concurrency: 2 }), toArray()));
  [1, 2, 3].forEach(x => number$.next(x));
  await turn();
  expect(underWay()).toEqual([1, 2]);
  for (const item of [2, 1, 3]) await settle(item);
  number$.complete();
  expect(await seen).toEqual([10, 20, 30]);
  expect(
    await lastValueFrom(
      from([1, 2]).pipe(
        mapAsync(async (x: number) => x),
        toArray(),
      ),
    ),
  ).toEqual([1, 2]);
});

test('behind an operator that keeps a state it refuses to resume: what was read ahead moved the state', () => {
  const stateful = numbers(5).derive(reader => mappedOnce(reader, x => x));
  const resumed = stateful.pipe(mapAsync(async (x: number) => x)).open({ epoch: 0, index: 1 });
  expect(() => resumed.next()).toThrow(
    'items must not be read again behind an operator that keeps a state, or mapAsync without order',
  );
});

test.each([0, -1, 1.5, NaN, Infinity])('refuses a concurrency of %d', concurrency => {
  expect(() => mapAsync(async (x: number) => x, { concurrency })).toThrow(
    `mapAsync: concurrency must be a whole number, at least 1, got ${concurrency}.`,
  );
});

test('an item whose result is there at once does not have to be awaited', () => {
  expect(
    numbers(2)
      .pipe(
        mapAsync((x: number) => x + 1),
        batch(2),
      )
      .open()
      .next()!,
  ).toMatchObject({ shape: [2] });
});
