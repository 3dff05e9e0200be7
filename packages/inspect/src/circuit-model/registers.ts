import { type Node, Register } from '@thalweg/graph';

/** Returns the register that a node is, or has the elements of in another shape or order; undefined for other nodes. */
export function registerRead(node: Node): Register | undefined {
  let one: Node | undefined = node;
  while (one !== undefined && !(one instanceof Register)) {
    const kind: string | undefined = one.operation?.kernel.kind;
    const isMoved: boolean = (kind === 'alias' || kind === 'view') && one.register === undefined;
    one = isMoved ? one.inputs[0] : undefined;
  }
  return one;
}

/** Returns true for what belongs to whatever reads it: a register, a view of one, or a constant. */
export function isAside(node: Node): boolean {
  return node.circuit === undefined || registerRead(node) !== undefined;
}

/**
 * Returns the layer whose register a node is or has the elements of: `dense1` for `dense1/weight`. An optimizer’s register such
 * as `adam.m(dense1/weight)` belongs to no layer.
 */
export function layerNamed(node: Node): string | undefined {
  return /^([^/()]+)\/[^()]*$/.exec(registerRead(node)?.name ?? '')?.[1];
}
