import type { Input, Node } from '@thalweg/graph';

/** A column of few features out of many: which they are, and their values. */
export interface SparseFeatures {
  /** int32 `[n]`, no element twice. */
  readonly indices: Input;
  /** `[n]`. */
  readonly values: Input;
  /** How many features there are. */
  readonly size: number;
}

/** What a model is told of an example: a vector `[d]`, a batch of them `['batch', d]`, or a sparse column. */
export type Features = Node<readonly [number]> | Node<readonly [number | string, number]> | SparseFeatures;
