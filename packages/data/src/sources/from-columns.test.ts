import { tensor } from '@thalweg/tensor';
import { describe, expect, it, test } from 'vitest';
import { batch, DataError, fromColumns, map, shuffle, split, type Dataset } from '../index.ts';

function read<T>(data: Dataset<T>): T[] {
  const seen: T[] = [];
  data.subscribe({
    next: item => seen.push(item),
    error: error => {
      throw error;
    },
  });
  return seen;
}

test('gives records of numbers and of views', () => {
  const data = Float32Array.of(1, 2, 3, 4);
  const table = fromColumns({
    image: { data, shape: [2] },
    digit: Int32Array.of(7, 8),
    weight: [0.5, 1],
    flag: Uint8Array.of(1, 0),
  });
  expect(read(table)).toEqual([
    { image: Float32Array.of(1, 2), digit: 7, weight: 0.5, flag: 1 },
    { image: Float32Array.of(3, 4), digit: 8, weight: 1, flag: 0 },
  ]);
  expect(read(table)[1]!.image.buffer).toBe(data.buffer);
  expect([table.length, table.epochs, table.skipped]).toEqual([2, 1, 0]);
});

test('takes tensors by their first axis, and converts to a dtype', () => {
  const table = fromColumns({
    x: tensor([
      [1, 2],
      [3, 4],
    ]),
    y: { data: [1, 2], dtype: 'int32' },
    z: { data: Uint8Array.of(200, 7), dtype: 'float32' },
  });
  expect(read(table)).toEqual([
    { x: Float32Array.of(1, 2), y: 1, z: 200 },
    { x: Float32Array.of(3, 4), y: 2, z: 7 },
  ]);
});

test('may have no rows', () => {
  expect(read(fromColumns({ x: [], y: { data: new Float32Array(0), shape: [3] } }))).toEqual([]);
});

test('refuses a column whose buffer was transferred, which is not one without rows', () => {
  const column = Float32Array.of(1, 2);
  structuredClone(column.buffer, { transfer: [column.buffer] });
  for (const given of [column, { data: column, shape: [2] }])
    expect(() => fromColumns({ x: given as never })).toThrow(
      'fromColumns: column x: the elements must be there, got an array whose buffer was transferred.',
    );
});

describe('a missing value', () => {
  const columns = { x: { data: [1, 2, NaN, 4, 5, 6], shape: [2] }, y: Float64Array.of(0, 1, NaN) } as const;

  test('fails with source, column and row', () => {
    let error: unknown;
    try {
      fromColumns(columns, { name: 'weather' });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({
      source: 'weather',
      row: 1,
      message:
        "weather: column x: no value may be missing, got NaN in row 1. Repair the row, or leave such rows out with { missing: 'skip' }.",
    });
  });

  test('leaves its row out on demand, with a count that stays readable', () => {
    const table = fromColumns(columns, { missing: 'skip' });
    expect(read(table)).toEqual([{ x: Float32Array.of(1, 2), y: 0 }]);
    expect([table.length, table.skipped]).toEqual([1, 2]);
    expect(table.pipe(shuffle({ seed: 1 })).skipped).toBe(2);
    expect(split(table, { seed: 1, sizes: [1, 0] })[0].skipped).toBe(2);
  });

  test('may be what is no number at all', () => {
    expect(() => fromColumns({ x: [1, null as never] })).toThrow(
      'fromColumns: column x: no value may be missing, got null in row 1.',
    );
    expect(() => fromColumns({ x: { data: [1, NaN], dtype: 'int32' } })).toThrow('got NaN in row 1.');
  });
});

describe('refuses', () => {
  test.each<[string, () => unknown, string]>([
    ['no columns', () => fromColumns({}), 'fromColumns: there must be at least one column, got none.'],
    [
      'ragged columns',
      () => fromColumns({ x: [1, 2], y: [1] }, { name: 'iris' }),
      'iris: all columns must have the same number of rows, got 2 in x and 1 in y.',
    ],
    [
      'elements that make no whole rows',
      () => fromColumns({ x: { data: [1, 2, 3], shape: [2] } }),
      'fromColumns: column x: the number of elements must be a multiple of 2, the size of a row, got 3.',
    ],
    [
      'rows without elements',
      () => fromColumns({ x: { data: [1], shape: [0] } }),
      'fromColumns: column x: the sizes of a row must be positive integers, got [0].',
    ],
    [
      'scalars',
      () => fromColumns({ x: tensor(1) }),
      'fromColumns: column x: a tensor must have an axis of rows, got a scalar.',
    ],
    ['other arrays', () => fromColumns({ x: new Int8Array(1) as never }), 'got Int8Array. Convert them'],
    ['texts', () => fromColumns({ x: 'one' as never }), 'got one. Convert them'],
    ['nothing', () => fromColumns({ x: undefined as never }), 'got undefined. Convert them'],
    [
      'bytes taken for booleans',
      () => fromColumns({ x: { data: Uint8Array.of(0, 1, 0, 255), shape: [2] } }),
      'fromColumns: column x: bytes are booleans and must be 0 or 1, got 255 in row 1.',
    ],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(DataError);
    expect(attempt).toThrow(message);
  });
});

describe('a column of plain arrays', () => {
  it('has a vector for each row', () => {
    const table = fromColumns({ x: [[1, 2], [3, 4]], y: [5, 6] }); // prettier-ignore
    expect(read(table)).toEqual([
      { x: Float32Array.of(1, 2), y: 5 },
      { x: Float32Array.of(3, 4), y: 6 },
    ]);
    expect(read(fromColumns({ x: [Float64Array.of(1, 2), Float64Array.of(3, 4)] }))[0]!.x).toEqual(
      Float32Array.of(1, 2),
    );
  });

  it('may lack values as others do', () => {
    const x = [[1, 2], [NaN, 4], [5, null as unknown as number]]; // prettier-ignore
    expect(() => fromColumns({ x })).toThrow('column x: no value may be missing, got NaN in row 1.');
    expect(read(fromColumns({ x }, { missing: 'skip' }))).toEqual([{ x: Float32Array.of(1, 2) }]);
  });

  it.each([
    [[[1, 2], [3]], 'rows must have as many numbers as the first, 2, got 1 in row 1. Pad or cut them first.'],
    [[[1, 2], 3], 'rows must have as many numbers as the first, 2, got 3 in row 1. Pad or cut them first.'],
    [[1, [2]], 'elements must be numbers, got Array in row 1. Convert them first, as with Number.'],
    [['1', '2'], "elements must be numbers, got '1' in row 0. Convert them first, as with Number."],
    [[1, '2'], "elements must be numbers, got '2' in row 1. Convert them first, as with Number."],
    [[[1, '2']], "elements must be numbers, got '2' in row 0. Convert them first, as with Number."],
    [[1, { a: 1 }], 'elements must be numbers, got Object in row 1. Convert them first, as with Number.'],
    [[[[1]]], 'elements must be numbers, got Array in row 0. Convert them first, as with Number.'],
    [[[], []], 'the sizes of a row must be positive integers, got [0].'],
  ])('is refused in words where it cannot be read, also where missing values are skipped: %j', (x, message) => {
    for (const missing of ['fail', 'skip'] as const)
      expect(() => fromColumns({ x: x as number[] }, { missing })).toThrow(`fromColumns: column x: ${message}`);
  });

  it('keeps rows of several axes in their shape, also behind an operator on records', () => {
    const images = fromColumns({ image: { data: Float32Array.from({ length: 8 }, (_, i) => i), shape: [2, 2] } });
    const batches = [images.pipe(batch(2)), images.pipe(map(({ image }) => ({ image })), batch(2))]; // prettier-ignore
    for (const each of batches) expect(String(read(each)[0]!.image)).toBe('float32 [2, 2, 2] [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]');
    expect(String(read(images)[1]!.image)).toBe('float32 [2, 2] [[4, 5], [6, 7]]');
  }); // prettier-ignore

  it('takes booleans', () => {
    const table = fromColumns({ x: [true, false] });
    expect(read(table)).toEqual([{ x: 1 }, { x: 0 }]);
    expect(read(table.pipe(batch(2)))[0]!.x.dtype).toBe('bool');
  });

  it('is refused within an object too', () => {
    expect(() => fromColumns({ x: { data: ['1'] as unknown as number[] } })).toThrow("got '1' in row 0.");
  });
});
