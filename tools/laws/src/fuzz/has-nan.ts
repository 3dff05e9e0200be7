import { Tensor } from '@thalweg/tensor';

/** Returns true if a value contains NaN: in its fields, elements, or in theirs. */
export function hasNaN(value: unknown, depth = 4): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  if (value instanceof Tensor) return hasNaN(value.data, depth);
  if (ArrayBuffer.isView(value)) return 'length' in value && Array.prototype.some.call(value, Number.isNaN);
  return Object.values(value).some(part => hasNaN(part, depth - 1));
}
