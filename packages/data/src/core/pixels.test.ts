import type { Tensor } from '@thalweg/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import {
  atOnce,
  batch,
  type Batch,
  collate,
  collect,
  type Dataset,
  fromColumns,
  fromIterable,
  map,
  paddedBatch,
  Pixels,
  shuffle,
  slidingWindow,
  split,
} from '../index.ts';
import { fromTables } from '../tables/from-tables.ts';
import type { Table } from './table.ts';

const image = (first: number, shape = [1, 2, 1]): Pixels =>
  new Pixels(
    shape,
    Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) => first + at),
  );
const bytes = (pixels: Pixels): number[] => [...pixels.data];

test('images of one size are stacked as bytes, in the storage of a block that is not used any more', () => {
  const records = [{ image: image(10), digit: 1 }, { image: image(200), digit: 2 }]; // prettier-ignore
  const block = collate(records);
  expectTypeOf(block).toEqualTypeOf<{ image: Pixels; digit: Tensor }>();
  expect(block.image.shape).toEqual([2, 1, 2, 1]);
  expect(bytes(block.image)).toEqual([10, 11, 200, 201]);
  expect(block.digit.toArray()).toEqual([1, 2]);
  const again = collate([...records].reverse(), { recycle: block });
  expect(again.image).toBe(block.image);
  expect(bytes(again.image)).toEqual([200, 201, 10, 11]);
  expect(collate(records.slice(1), { recycle: again }).image.shape).toEqual([1, 1, 2, 1]);
  expect(collate(records, { recycle: { image: again.digit, digit: again.image } as never }).image.count).toBe(2);
  expect(bytes(collate([image(1), image(5)]))).toEqual([1, 2, 5, 6]);
  expectTypeOf<Batch<Pixels>>().toEqualTypeOf<Pixels>();
  expectTypeOf<Batch<{ x: number | readonly number[] }>>().toEqualTypeOf<{ x: Tensor }>();
});

test('images that differ in size, and what is none, are refused with the row and what to do', () => {
  expect(() => collate([{ image: image(1) }, { image: image(1, [2, 2, 1]) }])).toThrow(
    'collate: field image: must be alike in all records, pixels [1, 2, 1] as in the first, got pixels [2, 2, 1] in row 1. Resize or crop the images to one size first.',
  );
  expect(() => collate([image(1), 3])).toThrow('got float32 [] in row 1');
  expect(() => collate([3, image(1)])).toThrow('got pixels [1, 2, 1] in row 1');
  expect(() => collate([image(1, [1, 1, 2, 1])])).toThrow('must be one image in each record');
  const two = fromIterable([{ image: image(1) }, { image: image(1, [2, 2, 1]) }]);
  expect(() => two.pipe(paddedBatch(2)).open().next()).toThrow('Resize or crop');
});

test('a block is a column whose rows are views, and whose batches are blocks', () => {
  const data = Uint8Array.of(0, 1, 2, 3, 4, 5);
  const digits = fromColumns({ image: new Pixels([3, 1, 2, 1], data), digit: [7, 8, 9] });
  expectTypeOf(digits).toEqualTypeOf<Dataset<{ image: Pixels; digit: number }>>();
  const second = atOnce(digits.open({ epoch: 0, index: 1 }).next())!;
  expect(second.image.data.buffer).toBe(data.buffer);
  expect([second.image.shape, bytes(second.image), second.digit]).toEqual([[1, 2, 1], [2, 3], 8]);
  const iterator = digits.pipe(batch(2)).open();
  const first = atOnce(iterator.next())!;
  expect([first.image.shape, bytes(first.image)]).toEqual([[2, 1, 2, 1], [0, 1, 2, 3]]); // prettier-ignore
  expect(bytes(atOnce(iterator.next(first))!.image)).toEqual([4, 5]);
  const [training] = split(digits, { seed: 1, sizes: [2, 1] });
  const shuffled = training.pipe(shuffle({ seed: 2 }), batch(2)).open();
  const block = atOnce(shuffled.next())!;
  expect(bytes(block.image).map(byte => Math.floor(byte / 2) + 7)).toEqual(block.digit.toArray().flatMap((d: number) => [d, d])); // prettier-ignore
  expect(() => fromColumns({ image: image(1) })).toThrow('Write new Pixels([1, 1, 2, 1], data) for one image.');
  expect(() => fromColumns({ image: new Pixels([3, 1, 2, 1], data), digit: [7] })).toThrow('the same number of rows');
});

test('tables hold bytes as pixels, through windows, batches, parts and memory', async () => {
  const tables = [0, 1].map((at): Table => ({
    rows: 3,
    columns: {
      image: { data: Uint8Array.from({ length: 12 }, (_, i) => 12 * at + i), shape: [2, 2, 1], dtype: undefined, pixels: true },
      row: { data: Float32Array.of(3 * at, 3 * at + 1, 3 * at + 2), shape: [], dtype: 'float32' },
    },
  })); // prettier-ignore
  const data = fromTables<{ image: Pixels; row: number }>({
    read: () => {
      let at = 0;
      return { next: () => tables[at++] };
    },
  });
  const agree = ({ image, row }: { image: Pixels; row: Tensor }): void => {
    expect(image.shape.slice(1)).toEqual([2, 2, 1]);
    expect(Array.from({ length: image.count }, (_, i) => image.data[4 * i]! / 4)).toEqual(row.toArray());
  };
  const record = atOnce(data.open().next())!;
  expect([record.image.shape, bytes(record.image)]).toEqual([[2, 2, 1], [0, 1, 2, 3]]); // prettier-ignore
  for (const all of [data, data.pipe(shuffle({ seed: 1, window: 4 })), await collect(data)]) {
    const iterator = all.pipe(batch(4)).open();
    const first = atOnce(iterator.next())!;
    agree(first);
    expect(first.image.count).toBe(4);
    const second = atOnce(iterator.next(first))!;
    agree(second);
    expect(second.image.count).toBe(2);
  }
  for (const part of split(await collect(data), { seed: 1, sizes: [4, 2] })) agree(atOnce(part.pipe(batch(4)).open().next())!); // prettier-ignore
  expect(atOnce(data.pipe(slidingWindow(2)).open().next())!.map(({ row }) => row)).toEqual([0, 1]);
  const inverted = data.pipe(
    map(
      ({ image }) =>
        new Pixels(
          image.shape,
          image.data.map(byte => 255 - byte),
        ),
    ),
    batch(2),
  );
  expect(bytes(atOnce(inverted.open().next())!).slice(0, 2)).toEqual([255, 254]);
});
