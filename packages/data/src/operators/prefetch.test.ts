import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { fromTables } from '../tables/from-tables.ts';
import {
  atOnce,
  batch,
  Dataset,
  fromAsyncIterable,
  fromColumns,
  fromIterable,
  prefetch,
  type Offset,
  type Table,
} from '../index.ts';
import { numbersWithOffsets } from '../testing/numbers-with-offsets.ts';

/** A source whose items are awaited; it counts how many were read. */
function counted(count: number, fails = Infinity) {
  let [read, closed] = [0, 0];
  const data = new Dataset<number>({
    length: count,
    read: (_, index) => ({
      async next() {
        if (index === fails) throw new Error('torn');
        if (index >= count) return undefined;
        read++;
        await turn();
        return index++;
      },
      close: () => closed++,
    }),
  });
  return { data, read: () => read, closed: () => closed };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await turn();
}

describe('it reads ahead', () => {
  test.each([0, 1, 2, 5])('up to %d items, and nothing before the first is asked for', async ahead => {
    const { data, read } = counted(100);
    const iterator = data.pipe(prefetch(ahead)).open();
    await settled();
    expect(read()).toBe(0);
    for (let delivered = 1; delivered < 9; delivered++) {
      expect(await iterator.next()).toBe(delivered - 1);
      await settled();
      expect(read()).toBe(delivered + ahead);
    }
  });

  test('so that the next item is there', async () => {
    const iterator = counted(5).data.pipe(prefetch(2)).open();
    await iterator.next();
    await settled();
    expect([iterator.next(), iterator.next()]).toEqual([1, 2]);
    expect(iterator.next()).toBeInstanceOf(Promise);
  });

  test('never past the end of an epoch', async () => {
    const epochs: number[] = [];
    const data = fromIterable(epoch => (epochs.push(epoch), [1, 2])).pipe(prefetch(10));
    const iterator = data.open();
    await iterator.next();
    await settled();
    expect(epochs).toEqual([0]);
  });
});

test('offsets are those of the items delivered, whatever was read ahead', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), async (ahead, stop) => {
      const { data } = numbersWithOffsets([1, 2, 3, 4, 5, 6, 7, 8, 9], true);
      const [plain, prefetched] = [data.open(), data.pipe(prefetch(ahead)).open()];
      for (let i = 0; i < stop; i++) expect(await prefetched.next()).toBe(await plain.next());
      await settled();
      const offset = prefetched.offset;
      expect(offset).toEqual(stop === 0 ? { epoch: 0, index: 0 } : { epoch: 0, index: stop, place: { row: stop } });
      const again = data.pipe(prefetch(ahead)).open(JSON.parse(JSON.stringify(offset)) as Offset);
      expect(await again.next()).toBe(await plain.next());
    }),
    { numRuns: 60 },
  );
});

test('an error comes after the items before it', async () => {
  const { data } = counted(9, 3);
  const seen: unknown[] = [];
  await data
    .pipe(prefetch(8))
    .forEach(item => void seen.push(item))
    .catch((error: Error) => seen.push(error.message));
  expect(seen).toEqual([0, 1, 2, 'torn']);
});

test('leaving closes the source and reads no further', async () => {
  const { data, read, closed } = counted(100);
  const iterator = data.pipe(prefetch(3)).open();
  const first = iterator.next();
  iterator.close();
  expect(await first).toBeUndefined();
  await settled();
  expect([read(), closed()]).toEqual([1, 1]);
});

test('leaves rows in memory and other observables as they are', () => {
  const rows = fromColumns({ x: [1, 2] });
  expect(rows.pipe(prefetch(2))).toBe(rows);
  const one$ = of(1);
  expect(one$.pipe(prefetch(2))).toBe(one$);
});

test('reads blocks of rows ahead while fewer than so many rows are', async () => {
  let read = 0;
  const table = (): Table => {
    const data = new Float64Array(4).fill(read++);
    return { rows: 4, columns: { x: { data, shape: [], dtype: 'float32' } } };
  };
  const source = fromTables<{ x: number }>({ read: () => ({ next: () => (read < 20 ? table() : undefined) }) });
  const seen = [0, 1, 4, 5].map(ahead => {
    read = 0;
    const iterator = source.pipe(prefetch(ahead), batch(4)).open();
    return [atOnce(iterator.next())!.x.toArray(), read];
  });
  expect(seen).toEqual([1, 2, 2, 3].map(tables => [[0, 0, 0, 0], tables]));
});

test('a source that never answers can be left', async () => {
  const never = fromAsyncIterable<number>(async function* () {
    await new Promise(() => undefined);
    yield 1;
  });
  const iterator = never.pipe(prefetch(2)).open();
  const pending = iterator.next();
  iterator.close();
  expect(await pending).toBeUndefined();
});

test.each([-1, 1.5, NaN, Infinity])('refuses %d', count => {
  expect(() => prefetch(count)).toThrow(`prefetch: count must be a whole number, at least 0, got ${count}.`);
});
