import { add, fillLike, gather, mul, sparseRows, stopGradient, sum, type Node, type Parameter } from '@thalweg/graph';

/**
 * Returns a loss whose gradient for each parameter is a given node, to the last bit: `Σ sum(θ·g)`. A gradient that is kept
 * as rows stays rows. Without a node the gradient is zero.
 */
export function gradientLoss(
  parameters: readonly Parameter[],
  gradients: readonly (Node | undefined)[],
): Node<readonly []> {
  const terms = parameters.map((parameter, i) => termOf(parameter as Node, gradients[i]));
  return terms.reduce((total, term) => add(total, term) as Node) as Node<readonly []>;
}

function termOf(parameter: Node, gradient: Node = fillLike(parameter, 0) as Node): Node {
  const sparse = sparseRows(gradient);
  if (sparse === undefined) return sum(mul(parameter, stopGradient(gradient))) as Node;
  const { indices, rows, axis } = sparse;
  return sum(mul(gather(parameter, indices, { axis }) as Node, stopGradient(rows))) as Node;
}
