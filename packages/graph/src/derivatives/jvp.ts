import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { fillLike } from '../operations/fill-like.ts';
import type { Nodes } from '../node/nodes.ts';
import { type Alike, dependsOn, directionsOf, innerProduct } from './directions.ts';
import { gradient } from '../gradient/gradient.ts';
import { reverseOf } from '../gradient/backward.ts';

/**
 * The Jacobian–vector product `∂y/∂x · v`: how fast `y` changes when `x` moves along `v`. `x` is one node, or several in a list
 * or under names, and `v` has the same form. The gradient `(∂y/∂x)ᵀ·u` is linear in its upstream gradient u, so the derivative
 * of `vᵀ·(∂y/∂x)ᵀ·u` with respect to u is this product. It takes two backward passes, and u needs no value.
 *
 * - **Shape** `y: S, x: X, v: X → S`
 * - **Throws** `GraphError` if y does not depend on x, or an operation between them has no gradient; `ShapeError` or
 *   `DtypeError` if a direction does not fit
 * - **Source** Townsend, "A new trick for calculating Jacobian vector products", 2017
 *
 * @example
 * const x = parameter([1, 2]);
 * read(jvp(square(x), x, constant([1, 10]))).toArray() // => [2, 40]
 */
export function jvp<S extends Shape, const X extends Nodes>(y: Node<S>, x: X, v: Alike<NoInfer<X>>): Node<S> {
  const upstream = fillLike(y, 0) as Node;
  const reverse = reverseOf('jvp', y as Node, { upstream });
  const directions = directionsOf('jvp', x, v as Nodes);
  const total = innerProduct(directions.map(({ node, along }) => [reverse.at(node), along]));
  return (dependsOn(total, upstream) ? gradient(total, upstream) : upstream) as Node<S>;
}
