import { constant, cumsum, operation, sub, type Node } from '@thalweg/graph';
import type { DType } from '@thalweg/tensor';

/**
 * Returns the positions 0, 1, 2, … along an axis of a value, of which only the shape is used. They follow from sizes alone, so
 * a compiled plan computes them once.
 *
 * - **Shape** `x: […, n, …] → [n]`
 */
export function positionsAlong(x: Node, axis: number, dtype: DType): Node {
  const ones = operation({
    name: 'ones',
    shape: ([, whole]) => [whole!.at(axis)!],
    dtype: ([first]) => first!,
    kernel: { kind: 'view', shapeOnly: [1], strides: () => [0] },
    gradient: () => [undefined, undefined],
  });
  return sub(cumsum(ones(constant(1, { dtype }) as Node, x)), 1) as Node;
}
