import { allocate, type DType, type TypedArray } from '@thalweg/tensor';

/** A buffer, and its rules of use. */
export class Storage {
  /** The elements. A memory that grows puts a new view of them here. */
  data: TypedArray;
  /** The elements were handed out: they are never written again. */
  kept: boolean;
  /** The elements belong to the caller for the length of a pass: users that observe them get copies. */
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
