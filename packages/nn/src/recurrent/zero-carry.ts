import { add, constant, fillLike, slice, type Node } from '@thalweg/graph';
import { allocate, tensor } from '@thalweg/tensor';

/** Zeros `[...lead, units]` for an input `[...lead, in]`, of which only the shape is used. */
export function zeroCarry(x: Node, units: number): Node {
  const rows = fillLike(slice(x, { axis: -1, from: 0, to: 1 }), 0) as Node;
  const zeros = constant(tensor(allocate(x.dtype, units), { shape: [units] })) as Node;
  return add(rows, zeros) as Node;
}
