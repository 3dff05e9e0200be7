import { full, type Node } from '@thalweg/graph';

/** Zeros `[...lead, units]` for an input `[...lead, in]`, of which only the shape is used. */
export function zeroCarry(x: Node, units: number): Node {
  return full([...x.shape.slice(0, -1), units], 0, { like: x }) as Node;
}
