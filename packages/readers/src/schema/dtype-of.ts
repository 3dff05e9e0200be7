import type { DType } from '@thalweg/tensor';
import type { ColumnType } from './column-type.ts';

/** Returns the dtype of a column of numbers in batches. The milliseconds of a date need float64: float32 would lose minutes. */
export function dtypeOf(type: ColumnType): DType {
  return type === 'date' ? 'float64' : 'float32';
}
