import { tensor, type DType, type Tensor, type TensorLike } from '@thalweg/tensor';

/** The tensor that a source holds from the start. A typed array is copied: it stays the caller's. */
export function initialValue(value: TensorLike, dtype: DType | undefined): Tensor {
  return tensor(
    ArrayBuffer.isView(value) && value.length > 0 ? value.slice() : value,
    dtype === undefined ? {} : { dtype },
  );
}
