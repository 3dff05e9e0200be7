import { allocate, sameShape, sizeOf, Tensor, type DType, type Sizes } from '@thalweg/tensor';

/** The recycled tensor if it has this dtype and shape, else a new one of zeros. */
export function storage(recycle: Tensor | undefined, dtype: DType, shape: Sizes): Tensor {
  if (recycle !== undefined && recycle.dtype === dtype && sameShape(recycle.shape as Sizes, shape)) return recycle;
  return new Tensor(shape, dtype, allocate(dtype, sizeOf(shape)));
}
