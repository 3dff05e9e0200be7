import { allocate, type DType, type Sizes, Tensor, type TypedArray } from '@thalweg/tensor';

/** Reads the elements of a storage as they were at one moment, while the storage is written on. */
export interface StorageReader {
  /** Saves elements from `from` on and before `to`, which are about to be written. */
  save(from: number, to: number): void;
  /** Saves all elements, and no longer reads the storage. */
  leave(): void;
}

/** A buffer, and its rules of use. */
export class Storage {
  /** The elements. A memory that grows puts a new view of them here. */
  data: TypedArray;
  /** The elements were handed out: they are never written again. */
  kept: boolean;
  /** The elements belong to the caller for the length of a pass: users that observe them get copies. */
  readonly borrowed: boolean;
  /** Those who must save elements before they are written; none while nobody captures it. */
  readers: readonly StorageReader[] | undefined = undefined;
  /** Called when a reader has come, or has left. */
  readersChanged?(by: 1 | -1): void;

  constructor(data: TypedArray, kept = false, borrowed = false) {
    this.data = data;
    this.kept = kept;
    this.borrowed = borrowed;
  }

  static allocate(dtype: DType, size: number): Storage {
    return new Storage(allocate(dtype, size));
  }
}

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
