import type { Sizes, Tensor } from '@thalweg/tensor';

/** A tensor of a file of weights, which is read when it is asked for. */
export interface StoredWeight {
  readonly shape: Sizes;
  readonly read: () => Tensor;
}

/** The tensors of a file of weights, by name. */
export type StoredWeights = ReadonlyMap<string, StoredWeight>;
