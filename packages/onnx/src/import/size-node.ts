import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { factorsOf, type Size } from './size-arithmetic.ts';

/** Returns a size as an int32 that each pass computes; `likes` have the axes of the names. */
export function sizeNode(size: Size, likes: readonly Node[]): Node {
  const count = (name: string): Node => graph.sum(graph.full([name], 1, { like: likes, dtype: 'int32' })) as Node;
  if (typeof size === 'number') return constant(size, { dtype: 'int32' }) as Node;
  // An axis may have the name of a product.
  if (likes.some(({ shape }) => shape.includes(size))) return count(size);
  const { fixed, names } = factorsOf(size);
  return names.map(count).reduce((product, next) => graph.mul(product, next) as Node, sizeNode(fixed, likes));
}
