import type { Node } from '@thalweg/graph';
import { registerRead } from './register-read.ts';
import type { Use } from './uses.ts';

/**
 * Returns the product that a layer adds its bias to, if the layer does nothing else: its weights are those of another layer,
 * or the caller’s.
 */
export function tiedProduct(nodes: ReadonlySet<Node>, uses: ReadonlyMap<Node, readonly Use[]>): Node | undefined {
  const [sum] = nodes;
  if (nodes.size !== 1 || sum?.rule?.kernel.kind !== 'elementwise') return undefined;
  const values = sum.inputs.filter(input => registerRead(input) === undefined && input.circuit !== undefined);
  const [product] = values;
  const isTied = product?.inputs.some(input => registerRead(input) !== undefined) === true;
  const isProduct = product?.rule?.kernel.kind === 'loop' && isTied && uses.get(product)?.length === 1;
  return values.length === 1 && isProduct ? product : undefined;
}
