import { tensor } from '@thalweg/tensor';
import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { batch, DataError, collate } from '../index.ts';

test.each([
  ['numbers', [1, 2], 'float32 [2] [1, 2]'],
  ['booleans', [true, false], 'bool [2] [true, false]'],
  [
    'arrays',
    [
      [1, 2],
      [3, 4],
    ],
    'float32 [2, 2] [[1, 2], [3, 4]]',
  ],
  ['empty arrays', [[], []], 'float32 [2, 0] [[], []]'],
  ['integers', [Int32Array.of(1), Int32Array.of(2)], 'int32 [2, 1] [[1], [2]]'],
  ['doubles', [Float64Array.of(1)], 'float64 [1, 1] [[1]]'],
  ['tensors', [tensor([[1, 2]]), tensor([[3, 4]])], 'float32 [2, 1, 2] [[[1, 2]], [[3, 4]]]'],
  ['scalar tensors', [tensor(1), tensor(2)], 'float32 [2] [1, 2]'],
])('%s get an axis of rows', (_, values, printed) => {
  expect(String(collate<unknown>(values))).toBe(printed);
  expect(String(collate(values.map(x => ({ x }))).x)).toBe(printed);
});

describe('refuses', () => {
  test.each([
    [
      'texts',
      [{ x: 'one' }],
      "collate: field x: must be a number, boolean, array of numbers or tensor, got 'one' in row 0. Map it to numbers first, as",
    ],
    [
      'nothing',
      [{ x: null }],
      'collate: field x: must be a number, boolean, array of numbers or tensor, got null in row 0. Fill it in, or leave such rows out with filter.',
    ],
    [
      'a gap in a vector',
      [{ x: [1, 2] }, { x: [1, null] }],
      'array of numbers or tensor, got null at element 1 in row 1. Fill it in',
    ],
    ['a text in a vector', [{ x: ['1'] }], "array of numbers or tensor, got '1' at element 0 in row 0. Map it"],
    [
      'nested arrays',
      [{ x: [[1], [2]] }],
      'got an array at element 0 in row 0. Give nested arrays as a tensor: tensor(rows).',
    ],
    [
      'bytes',
      [{ x: Uint8Array.of(0, 255) }],
      'got a byte of 255 in row 0. Scale bytes first: Float32Array.from(bytes, byte => byte / 255).',
    ],
    ['bare texts', ['one'], "collate: records must be objects or numbers, got 'one' in row 0."],
    [
      'a field that is not in every record',
      [{ x: 1 }, {}],
      'collate: field x: must be a number, boolean, array of numbers or tensor, got undefined in row 1. Fill it in',
    ],
    [
      'two dtypes',
      [Float32Array.of(1), Int32Array.of(1)],
      'collate: must be alike in all records, float32 [1] as in the first, got int32 [1] in row 1.',
    ],
    ['no record', [], 'collate: there must be at least one record, got none.'],
  ])('%s', (_, records: readonly unknown[], message) => {
    expect(() => collate(records)).toThrow(DataError);
    expect(() => collate(records)).toThrow(message);
  });
});

describe('a record that is no plain object', () => {
  test.each([
    ['Promise', Promise.resolve({ x: 1 }), 'Await it before, as with concatMap(promise => promise).'],
    ['Map', new Map([['x', 1]]), 'Convert it before, with map(Object.fromEntries).'],
    ['Set', new Set([1]), 'Map it to a plain object before.'],
  ])('is refused where it has no own fields: %s', (kind, record, advice) => {
    const message = `collate: a record must have own fields, got ${kind} in row 0. ${advice}`;
    expect(() => collate([record])).toThrow(DataError);
    expect(() => collate([record])).toThrow(message);
    const errors: Error[] = [];
    of(record)
      .pipe(batch(2))
      .subscribe({ error: (error: Error) => errors.push(error) });
    expect(errors[0]!.message).toBe(message);
  });

  test('is refused if it is null', () => {
    expect(() => collate([null])).toThrow('collate: records must be objects or numbers, got null in row 0.');
  });
});

test('refuses null among records, and what is no array of them', () => {
  expect(() => collate([{ x: 1 }, null])).toThrow('collate: field x');
  expect(() => collate([{ x: 1 }, null])).toThrow(DataError);
  expect(() => collate(undefined as unknown as [])).toThrow('collate: records must be an array, got undefined.');
});
