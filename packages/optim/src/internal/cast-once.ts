import { cast, type Node } from '@thalweg/graph';
import type { DType } from '@thalweg/tensor';

/** Returns a function that casts a scalar to a dtype: one node for each dtype, which all parameters share. */
export function castOnce(scalar: Node): (dtype: DType) => Node {
  const made = new Map<DType, Node>();
  return dtype => {
    const known = made.get(dtype) ?? cast(scalar, dtype);
    made.set(dtype, known);
    return known;
  };
}
