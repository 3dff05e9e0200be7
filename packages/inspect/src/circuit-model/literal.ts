import { read, type Node } from '@thalweg/graph';

/** The number of a scalar constant, which is part of the formula that reads it; nothing for other nodes. */
export function literalOf(node: Node): number | undefined {
  const isConstant = node.circuit === undefined && node.inputs.length === 0 && node.shape.length === 0;
  return isConstant ? read(node).item() : undefined;
}
