import { cast, type Node } from '@thalweg/graph';
import type { DType } from '@thalweg/tensor';

/** A scalar in the dtype of whoever asks: one node for each dtype, however many parameters share it. */
export function castOnce(scalar: Node): (dtype: DType) => Node {
  const made = new Map<DType, Node>();
  return dtype => {
    const known = made.get(dtype) ?? cast(scalar, dtype);
    made.set(dtype, known);
    return known;
  };
}
