import { allocate, type DType, type TypedArray } from '@thalweg/tensor';

/** A buffer and what may be done with it. */
export class Storage {
  /** The elements. A memory that grows puts a new view of them here. */
  data: TypedArray;
  /** Somebody outside holds these elements: they are never written again. */
  kept: boolean;
  /** The elements belong to the caller for the length of a pass: whoever is handed them gets a copy. */
  readonly borrowed: boolean;

  constructor(data: TypedArray, kept = false, borrowed = false) {
    this.data = data;
    this.kept = kept;
    this.borrowed = borrowed;
  }

  static allocate(dtype: DType, size: number): Storage {
    return new Storage(allocate(dtype, size));
  }
}
