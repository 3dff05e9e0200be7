import type { Sizes, TypedArray } from '@thalweg/tensor';

/** The way in which a step writes a register that does not take the whole value of its rule in every step. */
export interface Write {
  /** The position of an input of the rule, a flag: where it is false the register stays as it was. */
  readonly when?: number | undefined;
  readonly rows?: RowWrite | undefined;
}

/** The rows of a register that a rule's value is. */
interface RowWrite {
  readonly axis: number;
  /** The position of the input of the rule that says which they are; −1 is none. */
  readonly at: number;
  /** Copies them into the elements of the register. It cannot fail: the places were checked when they were computed. */
  readonly copy: (to: TypedArray, sizes: Sizes, rows: TypedArray, at: TypedArray) => void;
}
