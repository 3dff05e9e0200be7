import { describe, expect, it } from 'vitest';
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
