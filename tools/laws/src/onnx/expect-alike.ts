import type { Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';

const BOUNDS = { float64: 1e-9, float32: 1e-5, int32: 0, bool: 0 } as const;

/**
 * Holds values against those of a test: shapes, dtypes, and numbers within a share of the number, or of 1 if that is more,
 * which is at least a `least` one.
 */
export function expectAlike(found: readonly Tensor[], wanted: readonly Tensor[], what: string, least = 0): void {
  const kinds = (values: readonly Tensor[]): unknown[] => values.map(({ shape, dtype }) => ({ shape, dtype }));
  expect(kinds(found), what).toEqual(kinds(wanted));
  found.forEach(({ data, dtype }, n) => {
    const other = wanted[n]!.data;
    const off = Array.from(data).findIndex((value, i) => !isAlike(value, other[i]!, Math.max(least, BOUNDS[dtype])));
    if (off >= 0) expect(data[off], `${what}: value ${n}, element ${off}`).toBe(other[off]);
  });
}

function isAlike(a: number, b: number, bound: number): boolean {
  return a === b || Object.is(a, b) || Math.abs(a - b) <= bound * Math.max(1, Math.abs(b));
}
