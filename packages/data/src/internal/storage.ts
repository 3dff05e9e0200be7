import { allocate, sizeOf, Tensor, type DType, type Sizes } from '@thalweg/tensor';

/** The recycled tensor if it has this dtype and the shape `[rows, ...row]`, else a new one of zeros. */
export function storage(recycle: Tensor | undefined, dtype: DType, rows: number, row: Sizes): Tensor {
  if (recycle !== undefined && recycle.dtype === dtype && fits(recycle.shape as Sizes, rows, row)) return recycle;
  return new Tensor([rows, ...row], dtype, allocate(dtype, rows * sizeOf(row)));
}

function fits(shape: Sizes, rows: number, row: Sizes): boolean {
  return (
    shape.length === row.length + 1 && shape[0] === rows && row.every((length, axis) => length === shape[axis + 1])
  );
}
