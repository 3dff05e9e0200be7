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
