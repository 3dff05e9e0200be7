import type { Input, Node } from '@thalweg/graph';

/** A sparse column: the indices and the values of a few features out of many; of one example, or of a batch. */
export interface SparseFeatures {
  /** int32 `[n]`, or `[batch, n]`; no element twice in a row. */
  readonly indices: Input;
  /** Of the same shape. */
  readonly values: Input;
  /** The number of all features. */
  readonly size: number;
}

/** The features of an example: a vector `[d]`, a batch of them `['batch', d]`, or a sparse column. */
export type Features = Node<readonly [number]> | Node<readonly [number | string, number]> | SparseFeatures;
