import { tensor, type Tensor } from '@thalweg/tensor';
import { of, repeat, Subject, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { batch, fromColumns, fromIterable, shuffle, type Dataset } from '../index.ts';
import { atOnce } from '../core/at-once.ts';

const table = fromColumns({
  image: { data: Float32Array.from({ length: 20 }, (_, index) => index), shape: [2, 2] },
  digit: Int32Array.of(0, 1, 2, 3, 4),
});

describe('rows in columns', () => {
  test('keep the shape of a row and the dtype', () => {
    const { image, digit } = atOnce(table.pipe(batch(2)).open().next())!;
    expect(image.toString()).toBe('float32 [2, 2, 2] [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]');
    expect(digit.toString()).toBe('int32 [2] [0, 1]');
  });

  test('stay together when shuffled', () => {
    table.pipe(shuffle({ seed: 3 }), batch(2)).subscribe(({ image, digit }) => {
      digit.data.forEach((row, index) => expect(image.data[index * 4]).toBe(row * 4));
    });
  });

  test.each([1, 2, 31, 32, 33, 100])('%d wide are gathered whole', width => {
    const data = Int32Array.from({ length: 3 * width }, (_, index) => index);
    const wide = fromColumns({ x: { data, shape: [width] } });
    expect(atOnce(wide.pipe(batch(Infinity)).open().next())!.x.data).toEqual(data);
  });
});

describe('the last batch', () => {
  test('is smaller, or left out', () => {
    const sizes: number[] = [];
    table.pipe(batch(2)).subscribe(({ digit }) => sizes.push(digit.size));
    table.pipe(batch(2, { dropRemainder: true })).subscribe(({ digit }) => sizes.push(digit.size));
    expect(sizes).toEqual([2, 2, 1, 2, 2]);
    expect([table.pipe(batch(2)).length, table.pipe(batch(2, { dropRemainder: true })).length]).toEqual([3, 2]);
  });

  test('is the only one of Infinity, and full', () => {
    const all = table.pipe(batch(Infinity, { dropRemainder: true }));
    expect([all.length, atOnce(all.open().next())!.digit.size]).toEqual([1, 5]);
    expect(fromIterable<number>([]).pipe(batch(Infinity)).length).toBe(0);
  });

  test('of a stream comes when it completes', () => {
    const number$ = new Subject<number>();
    const seen: unknown[] = [];
    number$.pipe(batch(2)).subscribe(numbers => seen.push(numbers.toArray()));
    number$.pipe(batch(Infinity)).subscribe(numbers => seen.push(numbers.toArray()));
    [1, 2, 3].forEach(value => number$.next(value));
    expect(seen).toEqual([[1, 2]]);
    number$.complete();
    expect(seen).toEqual([[1, 2], [3], [1, 2, 3]]);
  });
});

describe('storage', () => {
  const sources: Readonly<Record<string, Dataset<{ image: Tensor; digit: number }>>> = {
    columns: table,
    records: fromIterable(
      [0, 1, 2, 3, 4].map(digit => ({ image: tensor(new Float32Array(4), { shape: [2, 2] }), digit })),
    ),
    functions: fromIterable(() =>
      [0, 1, 2, 3, 4].map(digit => ({ image: tensor(new Float32Array(4), { shape: [2, 2] }), digit })),
    ),
  };

  test.each(Object.entries(sources))('of %s is never written again unless it was handed back', (_, source) => {
    const iterator = source.pipe(batch(2)).open();
    const first = atOnce(iterator.next())!,
      second = atOnce(iterator.next())!;
    expect(second.image.data).not.toBe(first.image.data);
    expect(first.digit.toArray()).toEqual([0, 1]);
  });

  test.each(Object.entries(sources))('of %s is used again when handed back and of the right size', (_, source) => {
    const iterator = source.pipe(batch(2)).open();
    const first = atOnce(iterator.next())!,
      second = atOnce(iterator.next(first))!,
      last = atOnce(iterator.next(second))!;
    expect(second.image.data).toBe(first.image.data);
    expect(second.digit.toArray()).toEqual([2, 3]);
    expect(last.image.data).not.toBe(first.image.data);
    expect(last.digit.toArray()).toEqual([4]);
    expect(second.digit.toArray()).toEqual([2, 3]);
  });
});

test.each([0, -1, 2.5, NaN, -Infinity])('refuses a size of %d', size => {
  expect(() => batch(size)).toThrow(
    `batch: size must be a whole number, at least 1, or Infinity, got ${size}. Give 1 or more.`,
  );
});

test('names the row of a record that does not fit', () => {
  const records = [{ x: [1, 2] }, { x: [3, 4] }, { x: [5, 6] }, { x: [7] }];
  const message =
    'collate: field x: must be alike in all records, float32 [2] as in the first, got float32 [1] in row 3.';
  for (const source of [fromIterable(records), fromIterable(() => records)]) {
    const iterator = source.pipe(batch(2)).open();
    atOnce(iterator.next());
    expect(() => iterator.next()).toThrow(message);
  }
  const record$ = new Subject<{ x: number[] }>();
  const errors: Error[] = [];
  record$.pipe(batch(2)).subscribe({ error: error => errors.push(error) });
  records.forEach(record => record$.next(record));
  expect(errors.map(error => error.message)).toEqual([expect.stringContaining(message)]);
});

test('an endless stream that emits at once is left when nobody wants more', () => {
  const batches: number[] = [];
  of({ x: 1 })
    .pipe(repeat(), batch(2), take(2))
    .subscribe(({ x }) => batches.push(x.data.length));
  expect(batches).toEqual([2, 2]);
});
