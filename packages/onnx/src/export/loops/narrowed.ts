import type { DType } from '@thalweg/tensor';
import type { Emission } from '../emission.ts';

/** Applies in float32 what ONNX Runtime has for float32 only: values of other dtypes are converted, there and back. */
export function narrowed(
  emission: Emission,
  values: readonly string[],
  dtype: DType,
  apply: (values: readonly string[]) => string,
): string {
  return emission.cast(apply(values.map(value => emission.cast(value, dtype, 'float32'))), 'float32', dtype);
}
