import type { Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';

/** Holds numbers against others: within a share of the largest of all, or of 1. */
export function expectClose(found: Tensor, wanted: Tensor, share: number, what: string): void {
  expect(found.shape, what).toEqual(wanted.shape);
  const scale = Math.max(1, ...Array.from(wanted.data as Float64Array, value => Math.abs(value)));
  found.data.forEach((value, i) => {
    if (!(Math.abs(Number(value) - Number(wanted.data[i])) <= share * scale) && !Object.is(value, wanted.data[i]))
      expect(value, `${what}, element ${i}`).toBe(wanted.data[i]);
  });
}
