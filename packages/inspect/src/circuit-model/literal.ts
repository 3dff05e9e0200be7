import { read, type Node } from '@thalweg/graph';

/** Returns the value of a scalar constant, which is shown inside its consumer’s formula; undefined for other nodes. */
export function literalOf(node: Node): number | undefined {
  const isConstant = node.circuit === undefined && node.inputs.length === 0 && node.shape.length === 0;
  return isConstant ? read(node).item() : undefined;
}
