import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  batch,
  cache,
  collect,
  DataError,
  type Dataset,
  epochs,
  fromAsyncIterable,
  fromIterable,
  map,
} from '../index.ts';

async function* twoOf(epoch = 0) {
  yield epoch * 10 + 1;
  yield epoch * 10 + 2;
}

async function read<T>(data: Dataset<T>, index = 0, epoch = 0): Promise<T[]> {
  const iterator = data.open({ epoch, index });
  const items: T[] = [];
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) items.push(item);
  return items;
}

test('a function is called for each epoch, and its items are pulled one at a time', async () => {
  let pulled = 0;
  const data = fromAsyncIterable(async function* (epoch) {
    for (const item of [1, 2, 3]) {
      pulled++;
      yield epoch * 10 + item;
    }
  }).pipe(epochs(2));
  expectTypeOf(data).toEqualTypeOf<Dataset<number>>();
  const iterator = data.open();
  expect([pulled, await iterator.next(), pulled]).toEqual([0, 1, 1]);
  expect(await read(data)).toEqual([1, 2, 3, 11, 12, 13]);
});

test('it may open its items asynchronously, as a database does', async () => {
  const data = fromAsyncIterable(async epoch => Promise.resolve(twoOf(epoch)));
  expect(await read(data, 0, 3)).toEqual([31, 32]);
});

describe('to resume', () => {
  test('the first items are read again', async () => {
    expect(await read(fromAsyncIterable(twoOf), 1)).toEqual([2]);
  });

  test('a source that can begin anywhere is asked for the items after the first ones', async () => {
    const asked: unknown[] = [];
    const data = fromAsyncIterable(twoOf, {
      from({ epoch, index }) {
        asked.push([epoch, index]);
        return (async function* () {
          for (const item of [1, 2].slice(index)) yield item;
        })();
      },
    });
    expect([await read(data), await read(data, 1, 4), asked]).toEqual([[1, 2], [2], [[4, 1]]]);
  });
});

describe('a stream', () => {
  const web = (items: readonly number[]): ReadableStream<number> =>
    new ReadableStream({
      start(controller) {
        items.forEach(item => controller.enqueue(item));
        controller.close();
      },
    });
  const sources: [string, () => AsyncIterable<number>][] = [
    ['of Node', () => Readable.from([1, 2, 3])],
    ['of the web', () => web([1, 2, 3])],
    ['of the web, in a browser that does not iterate it', () => withoutIterator(web([1, 2, 3]))],
    ['that is a running generator', () => twoOf()],
    ['of lines', () => createInterface({ input: Readable.from(['1\n2\n']) }) as unknown as AsyncIterable<number>],
  ];

  test.each(sources)('%s is read once', async (_, open) => {
    const data = fromAsyncIterable(open(), { name: 'lines' });
    const items = await read(data);
    expect(items.slice(0, 2).map(Number)).toEqual([1, 2]);
    await expect(read(data)).rejects.toThrow(
      'lines: items that are given as such are read once, as those of a stream, got a second reading. Give the function that opens them',
    );
  });

  test.each(sources)('%s is read in each epoch if a function opens it, or if its items are kept', async (_, open) => {
    const again = fromAsyncIterable(() => open()).pipe(map(Number), epochs(2), batch(9));
    const once = (await read(fromAsyncIterable(open()))).map(Number);
    expect((await read(again)).map(batch => batch.toArray())).toEqual([once, once]);
    const kept = fromAsyncIterable(open()).pipe(cache(), epochs(2));
    expect((await read(kept)).length % 2).toBe(0);
    expect((await collect(fromAsyncIterable(open()))).length).toBeGreaterThan(1);
  });

  test.each(sources)('%s is closed when its reader leaves', async (_, open) => {
    const stream = open() as AsyncIterable<number> & { destroyed?: boolean; locked?: boolean };
    const iterator = fromAsyncIterable(stream).open();
    await iterator.next();
    iterator.close();
    await new Promise(resolve => setTimeout(resolve, 5));
    if (stream instanceof Readable) expect(stream.destroyed).toBe(true);
    else if ('next' in stream) expect(await stream[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
    expect(await iterator.next()).toBeUndefined();
  });

  function withoutIterator(stream: ReadableStream<number>): AsyncIterable<number> {
    return { getReader: () => stream.getReader() } as unknown as AsyncIterable<number>;
  }
});

test('leaving ends a generator, aborts its signal, and settles whom waits', async () => {
  const told: string[] = [];
  const data = fromAsyncIterable(async function* (_, { signal }) {
    signal.addEventListener('abort', () => told.push('aborted'));
    try {
      yield 1;
      await new Promise(() => undefined);
    } finally {
      told.push('ended');
    }
  });
  const iterator = data.open();
  await iterator.next();
  const pending = iterator.next();
  iterator.close();
  expect([await pending, told]).toEqual([undefined, ['aborted']]);
  const subscription = data.subscribe(() => subscription.unsubscribe());
  await new Promise(resolve => setTimeout(resolve, 5));
  expect(told).toEqual(['aborted', 'aborted', 'ended']);
});

test('errors come in their place, those of opening as well', async () => {
  const torn = fromAsyncIterable(async function* () {
    yield 1;
    throw new Error('torn');
  });
  const seen: unknown[] = [];
  await torn.forEach(item => void seen.push(item)).catch((error: Error) => seen.push(error.message));
  expect(seen).toEqual([1, 'torn']);
  await expect(read(fromAsyncIterable(() => Promise.reject(new Error('no such table'))))).rejects.toThrow(
    'no such table',
  );
});

test('refuses what gives no items, and an item that is undefined', async () => {
  expect(() => fromAsyncIterable(7 as never)).toThrow(
    'fromAsyncIterable: items must be an async iterable or a stream, got 7. Give an async generator function',
  );
  expect(() => fromAsyncIterable([1, 2] as never, { name: 'rows' })).toThrow(
    'rows: items must be an async iterable or a stream, got Array. Use fromIterable for items that are there at once.',
  );
  await expect(read(fromAsyncIterable(() => null as never))).rejects.toThrow('got null.');
  const gap = fromAsyncIterable(async function* () {
    yield 1;
    yield undefined;
  });
  await expect(read(gap)).rejects.toMatchObject({ source: 'fromAsyncIterable', row: 1 });
  await expect(read(gap)).rejects.toBeInstanceOf(DataError);
});

test('is what fromIterable points to', () => {
  expect(() => fromIterable(twoOf() as never)).toThrow('Use fromAsyncIterable.');
});
