import { Tensor } from '@thalweg/tensor';

const DEPTH = 4;

/**
 * Returns true if a value contains NaN: in its fields, elements, or in theirs. Among the tensors of a state, a single float64 may
 * be NaN: so is saved a hyperparameter before its first step.
 */
export function hasNaN(value: unknown, depth: number = DEPTH): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  if (value instanceof Tensor) return !isFirstRate(value as Tensor, depth) && hasNaN(value.data, depth);
  if (ArrayBuffer.isView(value)) return 'length' in value && Array.prototype.some.call(value, Number.isNaN);
  return Object.values(value).some(part => hasNaN(part, depth - 1));
}

function isFirstRate({ shape, dtype }: Tensor, depth: number): boolean {
  return depth < DEPTH && shape.length === 0 && dtype === 'float64';
}
