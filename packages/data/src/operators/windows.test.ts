import { Tensor } from '@thalweg/tensor';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  batch,
  bucketByLength,
  type Dataset,
  fromIterable,
  map,
  paddedBatch,
  shuffle,
  slidingWindow,
} from '../index.ts';
import { numbersWithOffsets } from '../testing/numbers-with-offsets.ts';
import { rest } from '../testing/rest.ts';

const items = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('slidingWindow', () => {
  test('gives the windows of the definition, of rows, of items read from front to back, and of a stream', async () => {
    const size = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 12 }), size, size, fc.boolean(), async (count, size, stride, dropRemainder) => {
        const starts = items(count).filter(at => at % stride === 0 && (!dropRemainder || at + size <= count));
        const expected = starts.map(at => items(count).slice(at, at + size));
        const windows = slidingWindow(size, { stride, dropRemainder });
        const rows = fromIterable(items(count)).pipe(windows);
        expect([rest(rows.open()), rows.length]).toEqual([expected, expected.length]);
        expect(
          rest(
            fromIterable(() => items(count))
              .pipe(windows)
              .open(),
          ),
        ).toEqual(expected);
        expect(rest(numbersWithOffsets(items(count)).data.pipe(windows).open())).toEqual(expected);
        expect(await lastValueFrom(from(items(count)).pipe(windows, toArray()))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('over rows can be shuffled as a whole, and numbers become a matrix', () => {
    const windows = fromIterable(items(50)).pipe(slidingWindow(3));
    expectTypeOf(windows).toEqualTypeOf<Dataset<number[]>>();
    const first = rest(windows.pipe(shuffle({ seed: 1, window: 1 })).open()).map(([a]) => a);
    expect(first).not.toEqual(items(48));
    expect([...first].sort((a, b) => a! - b!)).toEqual(items(48));
    expect(rest(windows.pipe(batch(4)).open())[0]!.shape).toEqual([4, 3]);
  });

  test('of a stream comes as soon as it is full', () => {
    const number$ = new Subject<number>();
    const seen: number[][] = [];
    number$.pipe(slidingWindow(2, { stride: 2 })).subscribe(window => seen.push(window));
    [1, 2, 3].forEach(x => number$.next(x));
    expect(seen).toEqual([[1, 2]]);
  });

  test('refuses windows of nothing', () => {
    expect(() => slidingWindow(0)).toThrow('slidingWindow: size must be a whole number, at least 1, got 0.');
    expect(() => slidingWindow(2, { stride: 0 })).toThrow('slidingWindow: stride must be a whole number, at least 1');
  });
});

describe('paddedBatch', () => {
  const words = [
    { tokens: Int32Array.of(1, 2, 3), label: 0 },
    { tokens: Int32Array.of(4), label: 1 },
    { tokens: Int32Array.of(5, 6), label: 1 },
  ];

  test('pads vectors to the longest of their batch', () => {
    const [first, last] = rest(fromIterable(words).pipe(paddedBatch(2)).open());
    expect(first!.tokens.toString()).toBe('int32 [2, 3] [[1, 2, 3], [4, 0, 0]]');
    expect(first!.label.toString()).toBe('float32 [2] [0, 1]');
    expect(last!.tokens.toString()).toBe('int32 [1, 2] [[5, 6]]');
  });

  test('takes a value for all fields or for each, and rounds sizes up', () => {
    const whole = (options: object) => rest(fromIterable(words).pipe(paddedBatch(3, options)).open())[0]!.tokens;
    expect(whole({ pad: -1 }).toArray()).toEqual([[1, 2, 3], [4, -1, -1], [5, 6, -1]]); // prettier-ignore
    expect(whole({ pad: { tokens: 9 } }).toArray()).toEqual([[1, 2, 3], [4, 9, 9], [5, 6, 9]]); // prettier-ignore
    expect(whole({ multipleOf: 4 }).shape).toEqual([3, 4]);
  });

  test('pads tensors along each axis, and bare vectors', () => {
    const grids = [
      new Tensor([1, 2], 'float32', Float32Array.of(1, 2)),
      new Tensor([2, 1], 'float32', Float32Array.of(3, 4)),
    ];
    const [grid] = rest(
      fromIterable(grids)
        .pipe(paddedBatch(2, { pad: 7 }))
        .open(),
    );
    expect(grid!.toArray()).toEqual([[[1, 2], [7, 7]], [[3, 7], [4, 7]]]); // prettier-ignore
    const [vectors] = rest(
      fromIterable([[1], [], [2, 3]])
        .pipe(paddedBatch(3))
        .open(),
    );
    expect(vectors!.toArray()).toEqual([[1, 0], [0, 0], [2, 3]]); // prettier-ignore
  });

  test('pads only the fields that may be padded, and names the row that does not fit', () => {
    const uneven = fromIterable([
      { a: [1], b: [1] },
      { a: [1, 2], b: [1, 2] },
    ]);
    expect(() => rest(uneven.pipe(paddedBatch(2, { fields: ['a'] })).open())).toThrow(
      'collate: field b: must be alike',
    );
    const axes = fromIterable([[1], new Tensor([1, 1], 'float32', Float32Array.of(1))]);
    expect(() => rest(axes.pipe(paddedBatch(2)).open())).toThrow(
      'paddedBatch: all values must have 1 axes, as the first, got 2 in row 1.',
    );
  });

  test('drops the remainder if asked to, and knows its length', () => {
    const data = fromIterable(words);
    expect([data.pipe(paddedBatch(2)).length, data.pipe(paddedBatch(2, { dropRemainder: true })).length]).toEqual([
      2, 1,
    ]);
    expect(rest(data.pipe(paddedBatch(2, { dropRemainder: true })).open())).toHaveLength(1);
    expect(rest(data.pipe(paddedBatch(Infinity)).open())[0]!.label.size).toBe(3);
  });
});

describe('bucketByLength', () => {
  const length = (item: readonly number[]): number => item.length;
  const sentences = items(9).map(i => new Array<number>(1 + ((i * 5) % 7)).fill(i));
  const shapes = (data: Dataset<Tensor>): unknown[] => rest(data.open()).map(({ shape }) => shape as unknown);

  test('batches records of like length, and the rest of each bucket at the end', () => {
    // Lengths 1 6 4 2 7 5 3 1 6.
    const data = fromIterable(sentences).pipe(bucketByLength({ length, boundaries: [3, 5], batchSizes: [2, 2, 3] }));
    expect(rest(data.open()).map(batch => batch.toArray())).toEqual([
      [[0, 0], [3, 3]],
      [1, 4, 5].map(i => Array.from({ length: 7 }, (_, at) => (at < sentences[i]!.length ? i : 0))),
      [2, 6].map(i => Array.from({ length: 4 }, (_, at) => (at < sentences[i]!.length ? i : 0))),
      [[7]],
      [[8, 8, 8, 8, 8, 8]],
    ]); // prettier-ignore
  });

  test('a length that is a boundary belongs to the bucket above it', () => {
    const data = fromIterable([[1], [1, 2]]).pipe(bucketByLength({ length, boundaries: [2], batchSizes: 5 }));
    expect(shapes(data)).toEqual([[1, 1], [1, 2]]); // prettier-ignore
  });

  test('drops the remainder if asked to', () => {
    const options = { length, boundaries: [3, 5], batchSizes: [2, 2, 3], dropRemainder: true };
    expect(shapes(fromIterable(sentences).pipe(bucketByLength(options)))).toEqual([[2, 2], [3, 7], [2, 4]]); // prettier-ignore
  });

  test('gives of a stream what it gives of a dataset', async () => {
    const bucketed = bucketByLength({ length, boundaries: [3, 5], batchSizes: 2 });
    const pushed = await lastValueFrom(from(sentences).pipe(bucketed, toArray()));
    const pulled = rest(fromIterable(sentences).pipe(bucketed).open());
    expect(pushed.map(batch => batch.toArray())).toEqual(pulled.map(batch => batch.toArray()));
  });

  test('keeps in its offset only what waits', () => {
    const data = numbersWithOffsets(items(100)).data.pipe(
      map(x => new Array<number>(x === 0 ? 9 : 1).fill(x)),
      bucketByLength({ length, boundaries: [5], batchSizes: [3, 2] }),
    );
    const iterator = data.open();
    for (let i = 0; i < 20; i++) void iterator.next();
    expect(iterator.offset.place).toEqual({ index: 0, place: null, read: 61, waiting: [0] });
  });

  test.each<[string, object, string]>([
    [
      'boundaries that fall',
      { boundaries: [3, 2], batchSizes: 2 },
      'boundaries must be rising lengths, at least one, got [3, 2].',
    ],
    ['no boundaries', { boundaries: [], batchSizes: 2 }, 'at least one, got [].'],
    [
      'too few sizes',
      { boundaries: [3], batchSizes: [2] },
      'there must be 2 batch sizes, one more than boundaries, got 1.',
    ],
    ['a size of 0', { boundaries: [3], batchSizes: 0 }, 'each batch size must be a whole number, at least 1, got 0.'],
  ])('refuses %s', (_, options, message) => {
    expect(() => bucketByLength({ length, ...options } as never)).toThrow(message);
  });

  test('names the row whose length is none', () => {
    const data = fromIterable([{ n: 1 }, {}]).pipe(
      bucketByLength({ length: ({ n }: { n?: number }) => n as number, boundaries: [3], batchSizes: 2 }),
    );
    expect(() => rest(data.open())).toThrow('bucketByLength: length must return a number, got undefined in row 1.');
  });
});
