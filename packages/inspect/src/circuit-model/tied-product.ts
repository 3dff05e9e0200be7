import type { Node } from '@thalweg/graph';
import { isAside } from './register-read.ts';
import type { Use } from './uses.ts';

/**
 * Returns the product that a layer adds its bias to, if the layer does nothing else: its weights are those of another layer,
 * or the caller’s.
 */
export function tiedProduct(nodes: ReadonlySet<Node>, uses: ReadonlyMap<Node, readonly Use[]>): Node | undefined {
  const [sum] = nodes;
  if (nodes.size !== 1 || sum?.rule?.kernel.kind !== 'elementwise') return undefined;
  const [product, ...others] = sum.inputs.filter(input => !isAside(input));
  const isProduct = product?.rule?.kernel.kind === 'loop' && product.inputs.some(isAside);
  return others.length === 0 && isProduct && uses.get(product)?.length === 1 ? product : undefined;
}
