import { Tensor, type DType, type Sizes } from '@thalweg/tensor';
import type { Storage } from './storage.ts';

/**
 * Hands a buffer out as a tensor. From then on it is never written again; a single element is copied into the tensor
 * instead, and a borrowed buffer is copied whole.
 */
export function observe(storage: Storage, shape: Sizes, dtype: DType): Tensor {
  if (storage.data.length === 1) return new Tensor(shape, dtype, storage.data[0]!);
  if (storage.borrowed) return new Tensor(shape, dtype, storage.data.slice());
  storage.kept = true;
  return new Tensor(shape, dtype, storage.data);
}
