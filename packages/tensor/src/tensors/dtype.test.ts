import { ContractError } from '../contracts/contract-error.ts';
import { describe, expect, it } from 'vitest';
import { allocate, dtypeOf, isFloat, type DType } from './dtype.ts';

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
