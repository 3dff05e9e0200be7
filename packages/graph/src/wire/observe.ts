import { Tensor, type DType, type Sizes } from '@thalweg/tensor';
import type { Storage } from './storage.ts';

/** Returns a copy of a buffer as a tensor: writing into the tensor changes nothing else. */
export function copied({ data }: Storage, shape: Sizes, dtype: DType): Tensor {
  return new Tensor(shape, dtype, data.length === 1 ? data[0]! : data.slice());
}

/**
 * Hands a buffer out as a tensor. From then on it is never written again; a single element is copied into the tensor
 * instead, and a borrowed buffer is copied whole.
 */
export function observe(storage: Storage, shape: Sizes, dtype: DType): Tensor {
  if (storage.data.length === 1 || storage.borrowed) return copied(storage, shape, dtype);
  storage.kept = true;
  return new Tensor(shape, dtype, storage.data);
}
