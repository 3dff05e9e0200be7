import type { Shape } from '@thalweg/tensor';

/** A layer, a source, or an operation outside of layers. */
export interface SummaryRow {
  /**
   * `dense1` for the layer whose registers are named `dense1/…`, `dense1 (2)` where it is applied again, `relu1` for an
   * operation outside of layers.
   */
  readonly name: string;
  /** Its operations: products, convolutions and custom loops only, if there are some. */
  readonly operation: string;
  /** The shape of its result, with the names of dynamic axes. */
  readonly shape: Shape;
  /** The names of the rows whose results it reads. */
  readonly reads: readonly string[];
  /** The number of elements of its parameters, without those of rows above. */
  readonly parameters: number;
  /** The number of elements of its weights that stay: states of floats that no rule writes, without those of rows above. */
  readonly frozen: number;
  /** The number of elements of its other states, such as running statistics, without those of rows above. */
  readonly states: number;
  /** The bytes of all of these. */
  readonly bytes: number;
  readonly multiplyAdds: number;
  /** The bytes of its result, and of other values of it that are read outside. */
  readonly outputBytes: number;
  /** False if only the other mode computes it; it then has no multiply-adds and no bytes of outputs. */
  readonly computed: boolean;
}
