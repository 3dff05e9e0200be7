import type { Node } from '../node/node.ts';
import { fillLike } from '../operations/fill-like.ts';
import { stopGradient } from '../operations/stop-gradient.ts';
import { formedLike, type Nodes } from '../node/nodes.ts';
import { type Alike, dependsOn, directionsOf, innerProduct } from './directions.ts';
import { gradients } from '../gradient/gradients.ts';
import { scalarLoss } from '../gradient/backward.ts';

/**
 * The Hessian–vector product `∇²loss · v`: how fast the gradient changes when `x` moves along `v`, which is held constant.
 * `x` is one node, or several in a list or under names; `v` and the result have the same form. The Hessian itself is never
 * computed: a product costs about as much as two gradients.
 *
 * - **Shape** `loss: [], x: X, v: X → X`
 * - **Throws** `GraphError` if the loss does not depend on x, or an operation between them cannot be differentiated twice;
 *   `ShapeError` or `DtypeError` if the loss is no scalar, or a direction does not fit
 * - **Source** Pearlmutter, "Fast Exact Multiplication by the Hessian", 1994, by reverse mode over reverse mode
 *
 * @example
 * const x = parameter([1, 2]);
 * const loss = sum(mul(square(x), x)); // x³, whose Hessian is diag(6x)
 * read(hvp(loss, x, constant([1, 1]))).toArray() // => [6, 12]
 */
export function hvp<const X extends Nodes>(loss: Node, x: X, v: Alike<NoInfer<X>>): Alike<X> {
  const first = gradients(scalarLoss('hvp', loss));
  const directions = directionsOf('hvp', x, v as Nodes);
  const total = innerProduct(directions.map(({ node, along }) => [first.of(node), stopGradient(along)]));
  const second = gradients(total);
  const products = directions.map(({ node }) => (dependsOn(total, node) ? second.of(node) : fillLike(node, 0)));
  return formedLike(x as Nodes, products) as Alike<X>;
}
