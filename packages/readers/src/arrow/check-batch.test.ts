import { field, int32, list, listView, runEndEncoded, utf8, type DataType } from '@uwdata/flechette';
import { expect, test } from 'vitest';
import type { BatchLayout } from './batch-layout.ts';
import { checkBatch } from './check-batch.ts';

/** A batch of columns with `lengths` values, whose buffers are of numbers. */
function layoutOf(lengths: readonly number[], buffers: readonly (readonly number[])[]): BatchLayout {
  const body = new Uint8Array(Int32Array.from(buffers.flat()).buffer);
  let at = 0;
  const ranges = buffers.map(({ length }) => ({ from: 4 * at, to: 4 * (at += length), at: 0 }));
  const rest = { id: 0, variadic: [], codec: undefined, start: 0, sizeAt: undefined };
  return { rows: lengths[0]!, lengths, buffers: ranges, body, ...rest };
}

function check(type: DataType, lengths: readonly number[], buffers: readonly (readonly number[])[]): void {
  checkBatch(layoutOf(lengths, buffers), [field('x', type)], 4);
}

test('offsets must rise, within what they point into', () => {
  const lists = (offsets: readonly number[]) => (): void => check(list(int32()), [2, 3], [[], offsets, [], [1, 2, 3]]);
  expect(lists([0, 1, 3])).not.toThrow();
  for (const offsets of [
    [0, 1, 4],
    [0, 2, 1],
    [-1, 1, 3],
  ])
    expect(lists(offsets)).toThrow('offsets that are not among 3');
  expect(lists([0, 1])).toThrow('3 offsets in 8 bytes');
  expect(() => check(utf8(), [1], [[], [0, 5], [0]])).toThrow('offsets that are not among 4');
});

test('spans of lists must lie within what they point into', () => {
  const spans = (from: readonly number[], sizes: readonly number[]) => (): void =>
    check(listView(int32()), [2, 3], [[], from, sizes, [], [1, 2, 3]]);
  expect(spans([1, 0], [2, 3])).not.toThrow();
  expect(spans([1, 0], [3, 3])).toThrow('offsets that are not among 3');
  expect(spans([1, 0], [2, -1])).toThrow('offsets that are not among 3');
  expect(spans([1], [2])).toThrow('2 offsets in 4 bytes');
});

test('runs must rise to the number of rows', () => {
  const runs = (ends: readonly number[]) => (): void =>
    check(runEndEncoded(int32(), int32()), [5, 2, 2], [[], ends, [], [1, 2]]);
  expect(runs([3, 5])).not.toThrow();
  expect(runs([3, 4])).toThrow('runs of 4 rows in place of 5');
  expect(runs([6, 5])).toThrow('offsets that are not among 5');
});

test('columns must have their rows, and buffers their values', () => {
  expect(() => check(int32(), [2], [[], [1, 2]])).not.toThrow();
  expect(() => check(int32(), [3], [[], [1, 2]])).toThrow('3 values in 8 bytes');
  expect(() => check(int32(), [2], [[]])).toThrow('a batch with fewer parts than its columns have');
  expect(() => check(list(int32()), [0, 0], [[], [], [], []])).not.toThrow();
  const other = { ...layoutOf([2], [[], [1, 2]]), rows: 1 };
  expect(() => checkBatch(other, [field('x', int32())], 4)).toThrow('a column of 2 rows in a batch of 1');
});
