import { describe, expect, it } from 'vitest';
import { ContractError } from '../contracts/contract-error.ts';
import { allocate, type DType, dtypeOf, isFloat } from './dtype.ts';
import { ShapeError } from './shape-error.ts';
import { printShape, sameShape, sizeOf, stridesOf } from './shape.ts';

describe('shapes', () => {
  it.each([
    [[], 1, []],
    [[3], 3, [1]],
    [[2, 3, 4], 24, [12, 4, 1]],
    [[2, 0, 4], 0, [0, 4, 1]],
    [[1, 1], 1, [1, 1]],
  ])('%j has %i elements and row-major strides %j', (shape, size, strides) => {
    expect(sizeOf(shape)).toBe(size);
    expect(stridesOf(shape)).toEqual(strides);
  });

  it('are equal when lengths, sizes and names are', () => {
    expect(sameShape([], [])).toBe(true);
    expect(sameShape(['batch', 10], ['batch', 10])).toBe(true);
    expect(sameShape(['batch', 10], ['rows', 10])).toBe(false);
    expect(sameShape([2], [2, 1])).toBe(false);
    expect(sameShape([2, 1], [2])).toBe(false);
  });

  it('print as they are written', () => {
    expect(printShape([])).toBe('[]');
    expect(printShape(['batch', 784])).toBe('[batch, 784]');
  });
});

it('refuses what is no shape', () => {
  expect(() => sizeOf(undefined as unknown as [])).toThrow('sizeOf: a shape must be an array, got undefined.');
  expect(() => sameShape([1], 'ab' as unknown as [])).toThrow("sameShape: a shape must be an array, got 'ab'.");
  expect(() => new ShapeError('mine', 1 as unknown as [], 'must fit', 'Reshape it.')).toThrow(
    'shapes must be an array',
  );
});

describe('dtypes', () => {
  it.each<[DType, unknown, boolean]>([
    ['float32', Float32Array, true],
    ['float64', Float64Array, true],
    ['int32', Int32Array, false],
    ['bool', Uint8Array, false],
  ])('%s has its own storage', (dtype, storage, real) => {
    const data = allocate(dtype, 3);
    expect(data).toBeInstanceOf(storage);
    expect(Array.from(data)).toEqual([0, 0, 0]);
    expect(dtypeOf(data)).toBe(dtype);
    expect(isFloat(dtype)).toBe(real);
  });
});

it.each([-1, -Infinity, Infinity, 2 ** 53, 1e39])(
  'refuses storage for %s elements, for which there is no memory',
  size => {
    for (const dtype of ['float32', 'float64', 'int32', 'bool'] as const) {
      expect(() => allocate(dtype, size)).toThrow(ContractError);
      expect(() => allocate(dtype, size)).toThrow(`there must be memory for all elements, got ${size}.`);
    }
  },
);
