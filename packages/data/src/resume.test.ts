import { Tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { bufferCount, filter as filterStream, map as mapStream, mergeMap, scan } from 'rxjs';
import { expect, test } from 'vitest';
import {
  batch,
  concat,
  Dataset,
  epochs,
  filter,
  flatMap,
  fromColumns,
  fromIterable,
  map,
  sample,
  shuffle,
  skip,
  take,
  zip,
  type DatasetIterator,
  type Offset,
} from './index.ts';

import { mappedOnce } from './core/mapped.ts';
import { numbersWithOffsets } from './testing/numbers-with-offsets.ts';

type Step = (source: Dataset<number>) => Dataset<number>;

const small = fc.integer({ min: 1, max: 4 });
const seed = fc.integer({ min: 0, max: 1000 });
const total = map((item: Tensor) => Array.from(item.data).reduce((sum, element) => sum + element, 0));

const source: fc.Arbitrary<Dataset<number>> = fc
  .tuple(
    fc.integer({ min: 0, max: 7 }),
    fc.constantFrom('columns', 'array', 'function', 'reader', 'places', 'later places'),
  )
  .map(([count, kind]) => {
    const items = Array.from({ length: count }, (_, index) => index + 1);
    if (kind === 'columns') return fromColumns({ x: items }).pipe(map(({ x }) => x));
    if (kind === 'array') return fromIterable(items);
    if (kind.endsWith('places')) return numbersWithOffsets(items, kind.startsWith('later')).data;
    if (kind === 'function') return fromIterable(epoch => items.map(item => item + epoch * 100));
    return new Dataset({
      length: count,
      read: (epoch, index) => ({ next: () => (index < count ? items[index++]! + epoch * 100 : undefined) }),
    });
  });

const step: fc.Arbitrary<Step> = fc.oneof(
  small.map((n): Step => take(n * 2)),
  small.map(
    (n): Step =>
      data =>
        data.epochs * n > 6 ? data : data.pipe(epochs(n)),
  ),
  seed.map((seed): Step => shuffle({ seed })),
  fc.tuple(seed, small).map(([seed, window]): Step => shuffle({ seed, window })),
  fc.tuple(seed, small, fc.boolean()).map(
    ([seed, size, withReplacement]): Step =>
      data =>
        data.reader.selection === undefined || data.length! < size
          ? data
          : data.pipe(sample({ seed, size, withReplacement })),
  ),
  fc.tuple(small, fc.boolean()).map(
    ([n, dropRemainder]): Step =>
      data =>
        data.pipe(batch(n, { dropRemainder }), total),
  ),
  fc.constant<Step>(data => data.pipe(batch(Infinity), total)),
  fc.constant<Step>(map((x: number) => x + 1000)),
  small.map((n): Step => skip(n)),
  fc.constant<Step>(filter((x: number) => x % 3 !== 0)),
  fc.constant<Step>(flatMap((x: number) => Array.from({ length: x % 3 }, () => x))),
  small.map(
    (n): Step =>
      data =>
        concat(data, fromIterable([n, n + 1]).pipe(epochs(data.epochs))),
  ),
  small.map(
    (n): Step =>
      data =>
        zip(data, fromIterable([1, 2, n]).pipe(epochs(data.epochs))).pipe(map(([a, b]) => a * b)),
  ),
  fc.constant<Step>(data => data.pipe(mapStream(x => x + 0.5)) as Dataset<number>),
  fc.constant<Step>(data => data.pipe(filterStream(x => x % 2 === 0)) as Dataset<number>),
  fc.constant<Step>(data => data.pipe(mergeMap(x => [x, -x])) as Dataset<number>),
  // What an operator remembers of an earlier epoch is lost.
  fc.constant<Step>(data => (data.epochs > 1 ? data : (data.pipe(scan((sum, x) => sum + x)) as Dataset<number>))),
  fc.constant<Step>(data =>
    data.epochs > 1
      ? data
      : (data.pipe(
          bufferCount(2),
          mapStream(pair => pair[0]!),
        ) as Dataset<number>),
  ),
);

const pipeline: fc.Arbitrary<Dataset<unknown>> = fc
  .tuple(source, fc.array(step, { maxLength: 4 }), fc.option(small))
  .map(([data, steps, size]) => {
    const piped = steps.reduce((data, step) => step(data), data);
    return size === null ? piped : piped.pipe(batch(size));
  });

const plain = (item: unknown): unknown => (item instanceof Tensor ? item.toArray() : item);
/** The remaining items of an iterator, which may have to be awaited behind operators of RxJS. */
async function plainRest(iterator: DatasetIterator<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) items.push(plain(item));
  return items;
}

test('from the offset after any number of items, exactly the following items come', async () => {
  await fc.assert(
    fc.asyncProperty(pipeline, fc.integer({ min: 0, max: 3 }), fc.boolean(), async (data, run, peek) => {
      const start: Offset = { epoch: run * data.epochs, index: 0 };
      const all = await plainRest(data.open(start));
      const iterator = data.open(start);
      for (let read = 0; read <= all.length; read++) {
        if (peek) expect(await iterator.ended).toBe(read === all.length);
        const offset = JSON.parse(JSON.stringify(iterator.offset)) as Offset;
        expect(await plainRest(data.open(offset))).toEqual(all.slice(read));
        expect(plain(await iterator.next())).toEqual(all[read]);
      }
      expect(await iterator.ended).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a subscription, an iterator and the length agree', async () => {
  await fc.assert(
    fc.asyncProperty(pipeline, async data => {
      const pushed: unknown[] = [];
      await new Promise<void>(complete => data.subscribe({ next: item => pushed.push(plain(item)), complete }));
      expect(pushed).toEqual(await plainRest(data.open()));
      if (data.length !== undefined) expect(pushed).toHaveLength(data.length * data.epochs);
    }),
    { numRuns: 300 },
  );
});

test('the last item of an epoch, and no other, ends it', async () => {
  await fc.assert(
    fc.asyncProperty(pipeline, async data => {
      const offsets: Offset[] = [];
      const ends: unknown[] = [];
      const iterator = data.open();
      while ((await iterator.next()) !== undefined) {
        offsets.push(iterator.offset);
        ends.push(await iterator.epochEnded);
      }
      expect(ends).toEqual(offsets.map(({ epoch }, at) => offsets[at + 1]?.epoch !== epoch));
    }),
    { numRuns: 300 },
  );
});

test('it makes no difference whether an item was handed back', async () => {
  await fc.assert(
    fc.asyncProperty(pipeline, async data => {
      const iterator = data.open();
      const items: unknown[] = [];
      for (let item = await iterator.next(); item !== undefined; item = await iterator.next(item))
        items.push(plain(item));
      expect(items).toEqual(await plainRest(data.open()));
    }),
    { numRuns: 300 },
  );
});

test.each<[string, Step]>([
  ['map', map((x: number) => x + 1)],
  ['filter', filter((x: number) => x % 2 === 0)],
  ['flatMap', flatMap((x: number) => [x, x])],
  ['take', take(9)],
  ['skip', skip(1)],
  ['batch', data => data.pipe(batch(2), total)],
  ['epochs', data => data.pipe(epochs(2))],
  ['concat', data => concat(fromIterable([7]), data)],
  ['zip', data => zip(data, fromIterable([1, 2, 3, 4, 5, 6, 7, 8])).pipe(map(([a]) => a))],
  ['an operator that keeps a state', data => data.derive(reader => mappedOnce(reader, x => x))],
  [
    'filter behind such an operator',
    data => data.derive(reader => mappedOnce(reader, x => x)).pipe(filter(() => true)),
  ],
])('%s goes to the offset of its source and reads nothing before it again', async (_, step) => {
  const { data, read } = numbersWithOffsets([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const piped = step(data);
  const iterator = piped.open();
  for (let i = 0; i < 4; i++) await iterator.next();
  const offset = JSON.parse(JSON.stringify(iterator.offset)) as Offset;
  const before = read();
  const expected = await plainRest(iterator);
  const rest = read() - before;
  expect(await plainRest(piped.open(offset))).toEqual(expected);
  // flatMap expands its present item once more.
  expect(read() - before - 2 * rest).toBeLessThanOrEqual(1);
});

test('an offset of another pipeline is refused', () => {
  const { data } = numbersWithOffsets([0, 1, 2]);
  const offset = { epoch: 0, index: 1, place: { row: 1 } };
  for (const step of [filter((x: number) => x > 0), flatMap((x: number) => [x]), take(2)] as Step[])
    expect(() => data.pipe(step).open(offset).next()).toThrow(
      /^open: an offset must be one of the same pipeline, here of .*, got \{"row":1\}\. Build the pipeline/,
    );
});
