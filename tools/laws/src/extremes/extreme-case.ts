import type { DType } from '@thalweg/tensor';

/** One number that we computed where PyTorch has another. */
export interface ExtremeCase {
  readonly operation: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly dtype: DType;
  /** The value, or the position of the input that the gradient is by. */
  readonly of: 'value' | number;
  /** The inputs' elements at this place, or of this row, where an output has one element for a row. */
  readonly inputs: readonly (readonly number[])[];
  readonly found: number;
  readonly theirs: number;
}

/** A deliberate difference from PyTorch 2.6. */
export interface Difference {
  /** The operations that have it; each of them does, in both runners. */
  readonly operations: readonly string[];
  readonly what: string;
  readonly reason: string;
  /** True if a number is other than PyTorch's for this reason, and is what it should be. */
  readonly explains: (given: ExtremeCase) => boolean;
}

/** True if a number is right to some units in its last place. */
export function isExactly({ found, dtype }: ExtremeCase, exact: number): boolean {
  const held = dtype === 'float32' ? Math.fround(exact) : exact;
  if (Object.is(found, held)) return true;
  const [bound, least] = dtype === 'float32' ? [2e-6, 2 ** -148] : [1e-12, 2 ** -1073];
  return Number.isFinite(held) && Math.abs(found - held) <= bound * Math.abs(held) + least;
}
